namespace Sonde.Kubernetes.Http;

/// <summary>When a failed request is made again, and after which wait.</summary>
internal static class RetryPolicy
{
    /// <summary>Attempts for a failure of which nobody said when it will be over.</summary>
    public const int Attempts = 3;

    /// <summary>Attempts when the server says when to come back (client-go: 10; a person waits here).</summary>
    public const int AttemptsWhenTold = 6;

    /// <summary>A Retry-After beyond this is not waited for.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    /// <summary>The wait before the next attempt; null to give up.</summary>
    /// <param name="attempt">Which attempt has failed, from 1.</param>
    /// <param name="isRead">True when making the request twice changes nothing.</param>
    /// <param name="status">The status code; null when the connection broke.</param>
    /// <param name="retryAfter">The answer's Retry-After; null when there is none.</param>
    public static TimeSpan? Wait(int attempt, bool isRead, int? status, TimeSpan? retryAfter)
    {
        // 429 is said before anything is done, so it is safe for every method.
        bool worthIt = status switch
        {
            429 => true,
            500 or 502 or 503 or 504 => isRead,
            null => isRead,
            _ => false,
        };
        if (!worthIt)
            return null;
        if (retryAfter is { } told)
            return attempt < AttemptsWhenTold && told <= LongestWait ? told : null;
        return attempt < Attempts ? FirstWait * Math.Pow(2, attempt - 1) : null;
    }
}
