namespace Sonde.Places;

/// <summary>An expected failure to get into a pod. The message is one line for the user: what was wrong, where, and what to do next.</summary>
public sealed class PlaceException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line for the user, without a full stop at the end.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    public PlaceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
