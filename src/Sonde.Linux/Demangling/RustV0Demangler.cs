using System.Text;

namespace Sonde.Linux.Demangling;

/// <summary>
/// Rust's v0 names (<c>_R…</c>), RFC 2603. A name is read and written in one pass; back references are read again where
/// they stand, with bounded depth and length. Hashes of crates are left out. Not safe for several threads at once.
/// </summary>
public sealed partial class RustV0Demangler
{
    private const int MaxDepth = 300;
    private const int MaxLength = 64 * 1024;
    private const int MaxSteps = 200_000;

    private readonly StringBuilder _output = new();
    private byte[] _text = [];
    private int _end;
    private int _position;
    private int _depth;
    private int _steps;
    private int _boundLifetimes;
    private bool _skipping;
    private bool _failed;

    /// <summary>Demangles a name.</summary>
    /// <param name="name">The name in UTF-8.</param>
    /// <returns>The text, or null when the name is not of this kind.</returns>
    public string? Demangle(ReadOnlySpan<byte> name)
    {
        if (!name.StartsWith("_R"u8) || name.Length > MaxLength)
            return null;
        // Positions in back references count from behind the prefix.
        _text = name[2..].ToArray();
        int suffix = _text.AsSpan().IndexOf((byte)'.');
        _end = suffix < 0 ? _text.Length : suffix;
        _position = 0;
        _depth = 0;
        _steps = 0;
        _boundLifetimes = 0;
        _failed = false;
        _skipping = false;
        _output.Clear();
        // A digit here is a version of the scheme that does not exist yet.
        if (Peek() is < (byte)'A' or > (byte)'Z')
            return null;
        WritePath(inValue: true);
        if (!_failed && _position < _end)
        {
            // The crate that instantiated a generic function.
            _skipping = true;
            WritePath(inValue: false);
            _skipping = false;
        }

        ReadOnlySpan<byte> rest = _text.AsSpan(_end);
        if (_failed || _position != _end || !RustLegacyDemangler.IsSuffix(rest))
            return null;
        RustLegacyDemangler.AppendSuffix(_output, rest);
        return _output.ToString();
    }

    private byte Peek() => _position < _end ? _text[_position] : (byte)0;

    private byte Next()
    {
        if (_position < _end)
            return _text[_position++];
        _failed = true;
        return 0;
    }

    private bool Consume(char value)
    {
        if (Peek() != value)
            return false;
        _position++;
        return true;
    }

    private bool Enter()
    {
        _depth++;
        if (_depth > MaxDepth || ++_steps > MaxSteps || _output.Length > MaxLength)
            _failed = true;
        return !_failed;
    }

    private void Write(string text)
    {
        if (!_skipping && !_failed)
            _output.Append(text);
    }

    private void Write(char letter)
    {
        if (!_skipping && !_failed)
            _output.Append(letter);
    }

    /// <summary>Reads digits and letters to base 62 up to an underscore: <c>_</c> is 0, <c>0_</c> is 1.</summary>
    private long ReadBase62()
    {
        if (Consume('_'))
            return 0;
        long value = 0;
        while (!Consume('_'))
        {
            byte digit = Next();
            int number = digit is >= (byte)'0' and <= (byte)'9' ? digit - '0'
                : digit is >= (byte)'a' and <= (byte)'z' ? digit - 'a' + 10
                : digit is >= (byte)'A' and <= (byte)'Z' ? digit - 'A' + 36 : -1;
            // Disambiguators are 64-bit hashes; only whether they are small matters here.
            value = unchecked((value * 62) + number);
            if (number < 0 || _failed)
            {
                _failed = true;
                return 0;
            }
        }

        return unchecked(value + 1);
    }

    /// <summary>Reads an optional number behind a letter; 0 when it is absent, else one more than the number.</summary>
    private long ReadOptionalBase62(char letter) => Consume(letter) ? unchecked(ReadBase62() + 1) : 0;

    /// <summary>Reads an identifier without its disambiguator.</summary>
    private string ReadIdentifier()
    {
        bool isPunycode = Consume('u');
        int length = 0;
        if (!char.IsAsciiDigit((char)Peek()))
            _failed = true;
        // A leading zero is a length of its own.
        if (!Consume('0'))
        {
            while (char.IsAsciiDigit((char)Peek()) && length < MaxLength)
                length = (length * 10) + (Next() - '0');
        }

        Consume('_');
        if (_failed || length > _end - _position)
        {
            _failed = true;
            return "";
        }

        ReadOnlySpan<byte> bytes = _text.AsSpan(_position, length);
        _position += length;
        if (!isPunycode)
            return Encoding.UTF8.GetString(bytes);
        string? decoded = Punycode.Decode(bytes);
        _failed |= decoded is null;
        return decoded ?? "";
    }

    /// <summary>Goes back to an earlier place of the name, reads there, and returns.</summary>
    /// <param name="start">Where the reference itself starts: it must point before that.</param>
    /// <param name="read">What to read.</param>
    private void FollowBackReference(int start, Action<RustV0Demangler> read)
    {
        long target = ReadBase62();
        if (_failed || target < 0 || target >= start)
        {
            _failed = true;
            return;
        }

        // What is not written need not be read: skipping must not take exponential time.
        if (_skipping)
            return;
        int outer = _position;
        _position = (int)target;
        read(this);
        _position = outer;
    }
}
