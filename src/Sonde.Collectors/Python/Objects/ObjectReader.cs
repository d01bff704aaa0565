using System.Runtime.InteropServices;
using System.Text;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads objects of a target that runs on: what is not there, or is not of the expected kind (any longer), reads as null, empty or false. Who
/// needs to know that nothing changed meanwhile holds the thread (<see cref="ThreadHold"/>). One thread at a time.
/// </summary>
internal sealed class ObjectReader
{
    private const int LongestTypeName = 128;

    private readonly ProcessMemory _memory;
    private readonly TextReader _texts;
    private readonly Dictionary<ulong, string?> _typeNames = [];

    public ObjectReader(ProcessMemory memory, PythonOffsets offsets)
    {
        _memory = memory;
        Offsets = offsets;
        _texts = new TextReader(memory, offsets);
        Dicts = new DictReader(this);
        Attributes = new AttributeReader(this);
    }

    public PythonOffsets Offsets { get; }

    /// <summary>Reads dictionaries.</summary>
    public DictReader Dicts { get; }

    /// <summary>Reads attributes of instances.</summary>
    public AttributeReader Attributes { get; }

    /// <summary>Reads a pointer; null when nothing is mapped there.</summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public UserAddress Pointer(UserAddress address) =>
        !address.IsNull && _memory.TryRead(address, out ulong value) ? new UserAddress(value) : UserAddress.Null;

    /// <summary>Reads a value; false when nothing is mapped there.</summary>
    public bool TryRead<T>(UserAddress address, out T value)
        where T : unmanaged
    {
        value = default;
        return !address.IsNull && _memory.TryRead(address, out value);
    }

    /// <summary>Reads bytes; false when not all of them are mapped.</summary>
    public bool TryRead(UserAddress address, Span<byte> bytes) => !address.IsNull && _memory.TryRead(address, bytes);

    /// <summary>The type of an object; null when there is no object.</summary>
    public UserAddress TypeOf(UserAddress value) => value.IsNull || (value.Value & 7) != 0 ? UserAddress.Null : Pointer(value + (ulong)Offsets.ObjectType);

    /// <summary>The name of an object's type without its module; null when there is no object.</summary>
    public string? TypeNameOf(UserAddress value) => NameOfType(TypeOf(value));

    /// <summary>The name of a type, as its <c>tp_name</c> has it without the module; null when there is no type.</summary>
    public string? NameOfType(UserAddress type)
    {
        if (type.IsNull)
            return null;
        if (_typeNames.TryGetValue(type.Value, out string? name))
            return name;
        // A type that is gone may be followed by another at its place, but then its name reads as another too: only good ones are kept.
        name = ReadCText(Pointer(type + (ulong)Offsets.TypeName));
        if (name is not null)
            _typeNames[type.Value] = name = name[(name.LastIndexOf('.') + 1)..];
        return name;
    }

    /// <summary>Reads a <c>str</c>; null when there is none.</summary>
    public string? Text(UserAddress value) => TypeNameOf(value) == "str" ? _texts.TryRead(value)?.Value : null;

    /// <summary>True when there is a <c>str</c> of this text, which is ASCII: with one read.</summary>
    public bool IsText(UserAddress value, string ascii)
    {
        Span<byte> bytes = stackalloc byte[Offsets.TextAsciiData + ascii.Length + 1];
        if (!TryRead(value, bytes) || MemoryMarshal.Read<long>(bytes[Offsets.TextLength..]) != ascii.Length)
            return false;
        // One byte more than the text: the zero that ends it.
        return bytes[^1] == 0 && Ascii.Equals(bytes[Offsets.TextAsciiData..^1], ascii);
    }

    /// <summary>Reads an <c>int</c> of up to 64 bits; null when there is none, or it is larger.</summary>
    public long? Integer(UserAddress value)
    {
        Span<byte> header = stackalloc byte[Offsets.IntegerDigits + (3 * sizeof(uint))];
        Span<byte> first = header[..(Offsets.IntegerDigits + sizeof(uint))];
        if (!TryRead(value, first))
            return null;
        long tag = MemoryMarshal.Read<long>(header[Offsets.IntegerTag..]);
        // 3.12: sign (0 positive, 1 zero, 2 negative) in bits 0-1, number of digits from bit 3; before, the sign of the number of digits.
        bool isTagged = Offsets.Minor >= 12;
        long digits = isTagged ? (tag & 3) == 1 ? 0 : tag >> 3 : Math.Abs(tag);
        bool isNegative = isTagged ? (tag & 3) == 2 : tag < 0;
        const int BitsPerDigit = 30;
        if (digits is < 0 or > 3 || !TryRead(value, header[..(Offsets.IntegerDigits + (int)digits * sizeof(uint))]))
            return null;
        Int128 sum = 0;
        for (int i = 0; i < digits; i++)
            sum |= (Int128)MemoryMarshal.Read<uint>(header[(Offsets.IntegerDigits + (i * sizeof(uint)))..]) << (i * BitsPerDigit);
        sum = isNegative ? -sum : sum;
        return sum >= long.MinValue && sum <= long.MaxValue ? (long)sum : null;
    }

    /// <summary>The items of a tuple; empty when there is none.</summary>
    public UserAddress[] TupleItems(UserAddress tuple, int limit)
    {
        if (TypeNameOf(tuple) != "tuple" || !TryRead(tuple + (ulong)Offsets.ObjectSize, out long count) || count <= 0)
            return [];
        var items = new ulong[Math.Min(count, limit)];
        return TryRead(tuple + (ulong)Offsets.TupleItems, MemoryMarshal.AsBytes(items.AsSpan()))
            ? Array.ConvertAll(items, item => new UserAddress(item))
            : [];
    }

    private string? ReadCText(UserAddress address)
    {
        Span<byte> bytes = stackalloc byte[LongestTypeName];
        // The end of a mapping may come before the end of the buffer.
        for (int length = LongestTypeName; length >= 8; length /= 2)
        {
            if (!TryRead(address, bytes[..length]))
                continue;
            int end = bytes[..length].IndexOf((byte)0);
            return end > 0 ? Encoding.UTF8.GetString(bytes[..end]) : null;
        }

        return null;
    }
}
