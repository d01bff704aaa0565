using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Bytes of an immutable object as they were first read. Comparing them again tells whether the object still is the same:
/// pointers alone do not, because a freed object's memory soon holds another of the same size.
/// </summary>
internal sealed class RemotePiece
{
    private readonly byte[] _bytes;
    private readonly int _volatileStart;
    private readonly int _volatileEnd;

    /// <summary>Keeps a copy.</summary>
    /// <param name="address">Where it was read.</param>
    /// <param name="bytes">What was read; copied.</param>
    /// <param name="volatileStart">First byte, counted from <paramref name="address"/>, that may change.</param>
    /// <param name="volatileEnd">The byte after the last that may change.</param>
    public RemotePiece(UserAddress address, ReadOnlySpan<byte> bytes, int volatileStart, int volatileEnd)
    {
        _bytes = bytes.ToArray();
        _volatileStart = Math.Min(volatileStart, bytes.Length);
        _volatileEnd = Math.Clamp(volatileEnd, _volatileStart, bytes.Length);
        Range = new RemoteRange(address, (nuint)bytes.Length);
    }

    /// <summary>What to read to compare.</summary>
    public RemoteRange Range { get; }

    /// <summary>Length in bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The check in which it was last found unchanged: it is compared once in each.</summary>
    public long ComparedIn { get; set; }

    /// <summary>True when the bytes that may not change are the same.</summary>
    public bool IsSame(ReadOnlySpan<byte> now) =>
        now[.._volatileStart].SequenceEqual(_bytes.AsSpan(0, _volatileStart))
        && now[_volatileEnd..].SequenceEqual(_bytes.AsSpan(_volatileEnd));
}
