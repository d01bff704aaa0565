namespace Sonde.Kubernetes;

/// <summary>
/// An expected failure to ask a cluster. The message is one line for the user: what was wrong, where, and what to do next.
/// </summary>
public sealed class KubernetesException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="error">Why.</param>
    /// <param name="message">One line for the user, without a full stop at the end.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    public KubernetesException(KubernetesError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Why.</summary>
    public KubernetesError Error { get; }

    /// <summary>The HTTP status code; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>The server's word for it (<c>Status.reason</c>: Forbidden, AlreadyExists, …); empty when it gave none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The server's own message (<c>Status.message</c>) in one line; empty when it gave none.</summary>
    public string ServerMessage { get; init; } = "";

    /// <summary>The token of a 410 answer with which a list may go on from a newer state; null when there is none.</summary>
    internal string? Continue { get; init; }
}
