using System.Globalization;

namespace Sonde.Linux.Demangling;

/// <content>Paths and generic arguments.</content>
public sealed partial class RustV0Demangler
{
    private void WritePath(bool inValue)
    {
        if (Enter())
            WritePathInside(inValue);
        _depth--;
    }

    private void WritePathInside(bool inValue)
    {
        int start = _position;
        switch (Next())
        {
            case (byte)'C':
                ReadOptionalBase62('s');
                Write(ReadIdentifier());
                break;
            case (byte)'N':
                WriteNested(inValue);
                break;
            case (byte)'M':
                SkipImplementationPath();
                Write('<');
                WriteType();
                Write('>');
                break;
            case (byte)'X':
                SkipImplementationPath();
                WriteTraitType();
                break;
            case (byte)'Y':
                WriteTraitType();
                break;
            case (byte)'I':
                WritePath(inValue);
                Write(inValue ? "::<" : "<");
                WriteGenericArguments();
                Write('>');
                break;
            case (byte)'B':
                FollowBackReference(start, inValue ? static d => d.WritePath(true) : static d => d.WritePath(false));
                break;
            default:
                _failed = true;
                break;
        }
    }

    private void SkipImplementationPath()
    {
        bool outer = _skipping;
        _skipping = true;
        ReadOptionalBase62('s');
        WritePath(inValue: false);
        _skipping = outer;
    }

    private void WriteTraitType()
    {
        Write('<');
        WriteType();
        Write(" as ");
        WritePath(inValue: false);
        Write('>');
    }

    private void WriteNested(bool inValue)
    {
        byte space = Next();
        WritePath(inValue);
        long disambiguator = ReadOptionalBase62('s');
        string name = ReadIdentifier();
        if (char.IsAsciiLetterUpper((char)space))
        {
            Write("::{");
            Write(space switch
            {
                (byte)'C' => "closure",
                (byte)'S' => "shim",
                _ => ((char)space).ToString(),
            });
            if (name.Length > 0)
            {
                Write(':');
                Write(name);
            }

            Write('#');
            Write(disambiguator.ToString(CultureInfo.InvariantCulture));
            Write('}');
        }
        else if (char.IsAsciiLetterLower((char)space))
        {
            // An implementation's own name space has no name.
            if (name.Length > 0)
            {
                Write("::");
                Write(name);
            }
        }
        else
        {
            _failed = true;
        }
    }

    private void WriteGenericArguments()
    {
        bool isFirst = true;
        while (!_failed && !Consume('E'))
        {
            if (!isFirst)
                Write(", ");
            isFirst = false;
            if (Consume('L'))
                WriteLifetime(ReadBase62());
            else if (Consume('K'))
                WriteConstant(inValue: false);
            else
                WriteType();
        }
    }

    /// <summary>Writes a lifetime: 0 is erased, others count outwards from the innermost binder.</summary>
    private void WriteLifetime(long index)
    {
        if (index == 0)
        {
            Write("'_");
            return;
        }

        long depth = _boundLifetimes - index;
        if (depth < 0)
        {
            _failed = true;
            return;
        }

        Write('\'');
        if (depth < 26)
        {
            Write((char)('a' + depth));
            return;
        }

        Write('_');
        Write(depth.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Writes <c>for&lt;'a, 'b&gt; </c> when lifetimes are bound here, then what they are bound in.</summary>
    private void WriteBinder(Action<RustV0Demangler> inside)
    {
        const int MaxLifetimes = 1000;
        long count = ReadOptionalBase62('G');
        if (count is < 0 or > MaxLifetimes)
        {
            _failed = true;
            return;
        }

        int outer = _boundLifetimes;
        if (count > 0)
        {
            Write("for<");
            for (int i = 0; i < count; i++)
            {
                if (i > 0)
                    Write(", ");
                _boundLifetimes++;
                WriteLifetime(1);
            }

            Write("> ");
        }

        inside(this);
        _boundLifetimes = outer;
    }
}
