namespace Sonde.Profiles.Formats.Pprof;

/// <summary>Compares what stands at two places of a file.</summary>
internal sealed class StackBytesComparer(byte[] data) : IEqualityComparer<StackBytes>
{
    /// <inheritdoc/>
    public bool Equals(StackBytes x, StackBytes y) =>
        data.AsSpan(x.Start, x.Length).SequenceEqual(data.AsSpan(y.Start, y.Length));

    /// <inheritdoc/>
    public int GetHashCode(StackBytes obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(data.AsSpan(obj.Start, obj.Length));
        return hash.ToHashCode();
    }
}
