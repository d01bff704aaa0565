namespace Sonde.Linux.PerfData;

/// <summary>A file is not the recording it claims to be, or one that cannot be read here. The message is one line for the user.</summary>
/// <param name="message">What was wrong.</param>
/// <param name="offset">Byte offset in the file at which it was found.</param>
public sealed class PerfDataException(string message, long offset) : Exception(message)
{
    /// <summary>Byte offset in the file at which it was found.</summary>
    public long Offset { get; } = offset;
}
