namespace Sonde.Places.Copying;

/// <summary>How far a copy is; read by another thread.</summary>
public sealed class CopyProgress
{
    private long _expected, _done;

    /// <summary>Bytes of all files, as far as they are known.</summary>
    public long Expected => Interlocked.Read(ref _expected);

    /// <summary>Bytes that were sent, or were there already.</summary>
    public long Done => Interlocked.Read(ref _done);

    internal void Expect(long bytes) => Interlocked.Add(ref _expected, bytes);

    internal void Add(long bytes) => Interlocked.Add(ref _done, bytes);
}
