using System.Globalization;
using System.Text;

namespace Sonde.Linux.Demangling;

/// <content>Constants as generic arguments.</content>
public sealed partial class RustV0Demangler
{
    /// <summary>Writes a constant.</summary>
    /// <param name="inValue">False where an expression needs braces to be told from a type.</param>
    private void WriteConstant(bool inValue)
    {
        if (Enter())
            WriteConstantInside(inValue);
        _depth--;
    }

    private void WriteConstantInside(bool inValue)
    {
        int start = _position;
        byte kind = Next();
        switch (kind)
        {
            case (byte)'p':
                Write('_');
                break;
            case (byte)'B':
                FollowBackReference(start, inValue ? static d => d.WriteConstant(true) : static d => d.WriteConstant(false));
                break;
            case (byte)'h' or (byte)'t' or (byte)'m' or (byte)'y' or (byte)'o' or (byte)'j':
                WriteInteger(ReadHex());
                break;
            case (byte)'a' or (byte)'s' or (byte)'l' or (byte)'x' or (byte)'n' or (byte)'i':
                if (Consume('n'))
                    Write('-');
                WriteInteger(ReadHex());
                break;
            case (byte)'b':
                string boolean = ReadHex();
                _failed |= boolean is not ("0" or "1");
                Write(boolean == "1" ? "true" : "false");
                break;
            case (byte)'c':
                WriteCharacter(ReadHex());
                break;
            case (byte)'e':
                // A bare str is a place behind a reference.
                Write('*');
                WriteString();
                break;
            case (byte)'R' when Consume('e'):
                WriteString();
                break;
            default:
                WriteCompound(kind, inValue);
                break;
        }
    }

    private void WriteCompound(byte kind, bool inValue)
    {
        if (!inValue)
            Write('{');
        switch (kind)
        {
            case (byte)'R' or (byte)'Q':
                Write(kind == 'R' ? "&" : "&mut ");
                WriteConstant(inValue: true);
                break;
            case (byte)'A':
                Write('[');
                WriteConstants();
                Write(']');
                break;
            case (byte)'T':
                Write('(');
                Write(WriteConstants() == 1 ? ",)" : ")");
                break;
            case (byte)'V':
                WriteVariant();
                break;
            default:
                _failed = true;
                break;
        }

        if (!inValue)
            Write('}');
    }

    private int WriteConstants()
    {
        int count = 0;
        while (!_failed && !Consume('E'))
        {
            if (count++ > 0)
                Write(", ");
            WriteConstant(inValue: true);
        }

        return count;
    }

    private void WriteVariant()
    {
        WritePath(inValue: true);
        switch (Next())
        {
            case (byte)'U':
                break;
            case (byte)'T':
                Write('(');
                WriteConstants();
                Write(')');
                break;
            case (byte)'S':
                Write(" { ");
                bool isFirst = true;
                while (!_failed && !Consume('E'))
                {
                    if (!isFirst)
                        Write(", ");
                    isFirst = false;
                    ReadOptionalBase62('s');
                    Write(ReadIdentifier());
                    Write(": ");
                    WriteConstant(inValue: true);
                }

                Write(" }");
                break;
            default:
                _failed = true;
                break;
        }
    }

    /// <summary>Reads lower-case hex digits up to an underscore, without leading zeros.</summary>
    private string ReadHex()
    {
        int start = _position;
        while (char.IsAsciiHexDigitLower((char)Peek()))
            _position++;
        int length = _position - start;
        if (!Consume('_'))
        {
            _failed = true;
            return "";
        }

        string digits = Encoding.ASCII.GetString(_text, start, length).TrimStart('0');
        return digits.Length == 0 ? "0" : digits;
    }

    private void WriteInteger(string hex)
    {
        if (ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value))
            Write(value.ToString(CultureInfo.InvariantCulture));
        else
            Write("0x" + hex);
    }

    private void WriteCharacter(string hex)
    {
        if (!int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) || !Rune.IsValid(code))
        {
            _failed = true;
            return;
        }

        Write('\'');
        WriteEscaped(new Rune(code), '\'');
        Write('\'');
    }

    private void WriteString()
    {
        string hex = "";
        int start = _position;
        while (char.IsAsciiHexDigitLower((char)Peek()))
            _position++;
        if (_position > start)
            hex = Encoding.ASCII.GetString(_text, start, _position - start);
        if (!Consume('_') || hex.Length % 2 != 0)
        {
            _failed = true;
            return;
        }

        Write('"');
        foreach (Rune rune in Encoding.UTF8.GetString(Convert.FromHexString(hex)).EnumerateRunes())
            WriteEscaped(rune, '"');
        Write('"');
    }

    private void WriteEscaped(Rune rune, char quote)
    {
        string text = rune.Value switch
        {
            '\t' => "\\t",
            '\r' => "\\r",
            '\n' => "\\n",
            '\\' => "\\\\",
            _ when rune.Value == quote => "\\" + quote,
            _ when Rune.IsControl(rune) => $"\\u{{{rune.Value:x}}}",
            _ => rune.ToString(),
        };
        Write(text);
    }
}
