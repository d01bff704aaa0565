namespace Sonde.Diagnosis;

/// <summary>
/// An expected failure to read a cluster. The message is one line for the user: what was wrong, where, and what to do next.
/// </summary>
public sealed class DiagnosisException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line, without a full stop at the end.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    public DiagnosisException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
