namespace Sonde.Linux;

/// <summary>
/// An expected failure to see a target. The message is one line for the user: what was wrong, where, and what to do next.
/// </summary>
public sealed class TargetException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="error">Why.</param>
    /// <param name="message">One line for the user, without a full stop at the end.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    public TargetException(TargetError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Why.</summary>
    public TargetError Error { get; }
}
