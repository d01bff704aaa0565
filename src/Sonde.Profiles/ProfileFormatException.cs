namespace Sonde.Profiles;

/// <summary>A file is not the profile it claims to be. The message is one line for the user: what was wrong and where.</summary>
public sealed class ProfileFormatException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what was wrong.</param>
    /// <param name="offset">Byte offset (after decompression) at which it was found; null when it makes no sense.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    public ProfileFormatException(string message, long? offset = null, Exception? innerException = null)
        : base(offset is null ? message : $"{message} (at offset {offset})", innerException) => Offset = offset;

    /// <summary>Byte offset (after decompression) at which it was found.</summary>
    public long? Offset { get; }
}
