using System.Buffers.Binary;
using System.Text;

namespace Sonde.Linux.Elf;

/// <summary>
/// Reads a section through a small window, so that sections of any size cost the window only. Reading past the end breaks
/// the cursor: it then gives zeros, and loops end by looking at <see cref="IsBroken"/>.
/// </summary>
internal sealed class SectionCursor
{
    private const int DefaultWindow = 32 * 1024;
    private const int MaxStringLength = 16 * 1024;

    private readonly SectionBytes _section;
    private readonly byte[] _window;
    private ulong _windowStart;
    private int _at;
    private int _filled;

    public SectionCursor(SectionBytes section, int window = DefaultWindow)
    {
        _section = section;
        _window = new byte[(int)Math.Clamp(section.Length, 16, (ulong)window)];
    }

    /// <summary>True after a read past the end.</summary>
    public bool IsBroken { get; private set; }

    public ulong Length => _section.Length;

    public ulong Position => _windowStart + (ulong)_at;

    public void Seek(ulong position)
    {
        IsBroken = position > _section.Length;
        if (position >= _windowStart && position <= _windowStart + (ulong)_filled)
        {
            _at = (int)(position - _windowStart);
            return;
        }

        _windowStart = position;
        _at = 0;
        _filled = 0;
    }

    public void Skip(ulong count)
    {
        if (count <= (ulong)(_filled - _at))
            _at += (int)count;
        else if (IsBroken || count > _section.Length - Position)
            Break();
        else
            Seek(Position + count);
    }

    public byte U8() => _at < _filled || Fill(1) ? _window[_at++] : (byte)0;

    public ushort U16() => Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;

    public uint U24() => U16() | ((uint)U8() << 16);

    public uint U32() => Take(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;

    public ulong U64() => Take(8) is { Length: 8 } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

    /// <summary>Reads an offset of 4 or 8 bytes.</summary>
    public ulong Offset(bool is64) => is64 ? U64() : U32();

    /// <summary>Reads an address of 4 or 8 bytes.</summary>
    public ulong Address(int size) => size == 8 ? U64() : U32();

    public ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte part = U8();
            if (shift < 64)
                value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }

        Break();
        return 0;
    }

    public long Signed()
    {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte part = U8();
            if (shift < 64)
                value |= (long)(part & 0x7f) << shift;
            if (part >= 0x80)
                continue;
            bool isNegative = (part & 0x40) != 0 && shift + 7 < 64;
            return isNegative ? value | (-1L << (shift + 7)) : value;
        }

        Break();
        return 0;
    }

    public void SkipString()
    {
        while (true)
        {
            if (_at >= _filled && !Fill(1))
                return;
            int end = _window.AsSpan(_at, _filled - _at).IndexOf((byte)0);
            if (end >= 0)
            {
                _at += end + 1;
                return;
            }

            _at = _filled;
        }
    }

    /// <summary>Reads a string that ends with a zero byte; one of unreasonable length is cut.</summary>
    public string String()
    {
        if (_at >= _filled && !Fill(1))
            return "";
        int end = _window.AsSpan(_at, _filled - _at).IndexOf((byte)0);
        if (end < 0)
        {
            // Move the string to the window's start, or past it in a buffer of its own.
            Fill(_window.Length);
            IsBroken = false;
            end = _window.AsSpan(_at, _filled - _at).IndexOf((byte)0);
        }

        if (end >= 0)
        {
            string text = Encoding.UTF8.GetString(_window, _at, end);
            _at += end + 1;
            return text;
        }

        var bytes = new byte[MaxStringLength];
        int read = _section.Read(Position, bytes);
        int length = bytes.AsSpan(0, read).IndexOf((byte)0);
        SkipString();
        return Encoding.UTF8.GetString(bytes, 0, length < 0 ? read : length);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_filled - _at < count && !Fill(count))
            return default;
        ReadOnlySpan<byte> bytes = _window.AsSpan(_at, count);
        _at += count;
        return bytes;
    }

    /// <summary>Moves the window to the position and fills it; false when fewer bytes than wanted are left.</summary>
    private bool Fill(int wanted)
    {
        if (IsBroken)
            return false;
        _windowStart = Position;
        _at = 0;
        _filled = _section.Read(_windowStart, _window);
        if (_filled >= wanted)
            return true;
        IsBroken = true;
        return false;
    }

    private void Break()
    {
        IsBroken = true;
        _windowStart = _section.Length;
        _at = 0;
        _filled = 0;
    }
}
