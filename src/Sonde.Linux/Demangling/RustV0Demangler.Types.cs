namespace Sonde.Linux.Demangling;

/// <content>Types.</content>
public sealed partial class RustV0Demangler
{
    private static string? BasicType(byte code) => code switch
    {
        (byte)'a' => "i8",
        (byte)'b' => "bool",
        (byte)'c' => "char",
        (byte)'d' => "f64",
        (byte)'e' => "str",
        (byte)'f' => "f32",
        (byte)'h' => "u8",
        (byte)'i' => "isize",
        (byte)'j' => "usize",
        (byte)'l' => "i32",
        (byte)'m' => "u32",
        (byte)'n' => "i128",
        (byte)'o' => "u128",
        (byte)'p' => "_",
        (byte)'s' => "i16",
        (byte)'t' => "u16",
        (byte)'u' => "()",
        (byte)'v' => "...",
        (byte)'x' => "i64",
        (byte)'y' => "u64",
        (byte)'z' => "!",
        _ => null,
    };

    private void WriteType()
    {
        if (Enter())
            WriteTypeInside();
        _depth--;
    }

    private void WriteTypeInside()
    {
        string? basic = BasicType(Peek());
        if (basic is not null)
        {
            _position++;
            Write(basic);
            return;
        }

        int start = _position;
        switch (Peek())
        {
            case (byte)'R' or (byte)'Q':
                bool isMutable = Next() == 'Q';
                Write('&');
                if (Consume('L'))
                {
                    long lifetime = ReadBase62();
                    if (lifetime != 0)
                    {
                        WriteLifetime(lifetime);
                        Write(' ');
                    }
                }

                if (isMutable)
                    Write("mut ");
                WriteType();
                break;
            case (byte)'P' or (byte)'O':
                Write(Next() == 'P' ? "*const " : "*mut ");
                WriteType();
                break;
            case (byte)'A' or (byte)'S':
                bool isArray = Next() == 'A';
                Write('[');
                WriteType();
                if (isArray)
                {
                    Write("; ");
                    WriteConstant(inValue: true);
                }

                Write(']');
                break;
            case (byte)'T':
                _position++;
                WriteTuple();
                break;
            case (byte)'F':
                _position++;
                WriteBinder(static d => d.WriteFunctionType());
                break;
            case (byte)'D':
                _position++;
                WriteDynamic();
                break;
            case (byte)'B':
                _position++;
                FollowBackReference(start, static d => d.WriteType());
                break;
            default:
                WritePath(inValue: false);
                break;
        }
    }

    private void WriteTuple()
    {
        Write('(');
        int count = 0;
        while (!_failed && !Consume('E'))
        {
            if (count++ > 0)
                Write(", ");
            WriteType();
        }

        // A tuple of one has a comma to be told from brackets.
        Write(count == 1 ? ",)" : ")");
    }

    private void WriteFunctionType()
    {
        if (Consume('U'))
            Write("unsafe ");
        if (Consume('K'))
        {
            Write("extern \"");
            Write(Consume('C') ? "C" : ReadIdentifier().Replace('_', '-'));
            Write("\" ");
        }

        Write("fn(");
        bool isFirst = true;
        while (!_failed && !Consume('E'))
        {
            if (!isFirst)
                Write(", ");
            isFirst = false;
            WriteType();
        }

        Write(')');
        if (Consume('u'))
            return;
        Write(" -> ");
        WriteType();
    }

    private void WriteDynamic()
    {
        Write("dyn ");
        WriteBinder(static d =>
        {
            bool isFirst = true;
            while (!d._failed && !d.Consume('E'))
            {
                if (!isFirst)
                    d.Write(" + ");
                isFirst = false;
                d.WriteDynamicTrait();
            }
        });
        if (!Consume('L'))
        {
            _failed = true;
            return;
        }

        long lifetime = ReadBase62();
        if (lifetime == 0)
            return;
        Write(" + ");
        WriteLifetime(lifetime);
    }

    /// <summary>Writes a trait and its bound associated types inside one pair of angle brackets.</summary>
    private void WriteDynamicTrait()
    {
        bool isOpen = WritePathOpen();
        while (!_failed && Consume('p'))
        {
            Write(isOpen ? ", " : "<");
            isOpen = true;
            Write(ReadIdentifier());
            Write(" = ");
            WriteType();
        }

        if (isOpen)
            Write('>');
    }

    /// <summary>Writes a path; generic arguments at its end are left without their closing bracket.</summary>
    /// <returns>True when a bracket is open.</returns>
    private bool WritePathOpen()
    {
        bool isOpen = false;
        if (Enter())
        {
            int start = _position;
            if (Consume('B'))
            {
                FollowBackReference(start, d => isOpen = d.WritePathOpen());
            }
            else if (Consume('I'))
            {
                WritePath(inValue: false);
                Write('<');
                WriteGenericArguments();
                isOpen = true;
            }
            else
            {
                WritePath(inValue: false);
            }
        }

        _depth--;
        return isOpen;
    }
}
