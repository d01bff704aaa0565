using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Rules;

/// <summary>Reads what containerd, CRI-O and Docker say of a pull that failed.</summary>
internal static partial class PullMessage
{
    /// <summary>What the message means.</summary>
    /// <param name="reason">The container's waiting reason.</param>
    /// <param name="message">The runtime's message.</param>
    public static PullProblem Classify(string reason, string message) => reason switch
    {
        "InvalidImageName" => PullProblem.InvalidName,
        "ErrImageNeverPull" => PullProblem.NeverPull,
        _ when InvalidName().IsMatch(message) => PullProblem.InvalidName,
        _ when RateLimit().IsMatch(message) => PullProblem.RateLimited,
        _ when Platform().IsMatch(message) => PullProblem.WrongPlatform,
        // Docker Hub and others answer the same to "no such repository" and "not for you".
        _ when MayBeAuthorization(message) => PullProblem.NotFound,
        _ when Authorization().IsMatch(message) => PullProblem.Unauthorized,
        // Before NotFound: "lookup registry.example: no such host" may end with "not found" as well.
        _ when Network().IsMatch(message) => PullProblem.Unreachable,
        _ when Missing().IsMatch(message) => PullProblem.NotFound,
        "RegistryUnavailable" => PullProblem.Unreachable,
        _ => PullProblem.Unknown,
    };

    /// <summary>The registry leaves open whether the image is missing or only not visible.</summary>
    public static bool MayBeAuthorization(string message) =>
        message.Contains("may require", StringComparison.OrdinalIgnoreCase) && message.Contains("exist", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("toomanyrequests|too many requests|rate limit|status(:| code)? 429", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex RateLimit();

    [GeneratedRegex("no matching manifest for|no match for platform|does not match the specified platform|no image found in (image index|manifest list) for architecture", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Platform();

    [GeneratedRegex(@"\b(401|403)\b|unauthori[sz]ed|authentication required|authorization failed|no basic auth|access denied|\bdenied\b|forbidden|insufficient_scope|invalid username|incorrect username", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Authorization();

    [GeneratedRegex(
        @"no such host|connection refused|i/o timeout|deadline exceeded|TLS handshake|x509:|tls: |certificate|server gave HTTP response|connection reset"
        + @"|network is unreachable|no route to host|name resolution|server misbehaving|Client\.Timeout|\bEOF\b|status(:| code)?[^:]{0,20}[: ]+5\d\d\b|proxyconnect|dial tcp",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Network();

    [GeneratedRegex("not found|manifest unknown|name unknown|does not exist|\b404\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Missing();

    [GeneratedRegex("invalid reference format|couldn't parse image|repository name must be lowercase", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex InvalidName();
}
