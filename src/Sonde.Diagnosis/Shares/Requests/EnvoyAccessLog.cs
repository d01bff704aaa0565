using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Shares.Requests;

/// <summary>
/// Envoy's default format and Istio's, which adds fields before and after: the last quoted fields are the same, X-Forwarded-For, user
/// agent, request id, authority and upstream host.
/// </summary>
internal sealed partial class EnvoyAccessLog : IAccessLogFormat
{
    private const int QuotedAtEnd = 5;

    public IEnumerable<LoggedRequest> Read(string line)
    {
        if (Envoy().Match(line) is not { Success: true } match || RequestText.Status(match.Groups["status"].Value) is not { } status)
            return [];
        string rest = match.Groups["rest"].Value;
        var request = new LoggedRequest(line, status)
        {
            Method = match.Groups["method"].Value,
            Path = RequestText.Path(match.Groups["target"].Value),
            Time = RequestText.Time(match.Groups["time"].Value),
        };
        Match[] quoted = [.. Quoted().Matches(rest).Cast<Match>()];
        if (quoted.Length < QuotedAtEnd)
            return [request];
        string after = rest[(quoted[^1].Index + quoted[^1].Length)..].TrimStart();
        return
        [
            request with
            {
                Client = RequestText.Host(quoted[^QuotedAtEnd].Groups[1].Value),
                Host = RequestText.Host(quoted[^2].Groups[1].Value),
                Upstream = RequestText.Host(quoted[^1].Groups[1].Value),
                Backend = RequestText.Told(after.Split(' ')[0]),
            },
        ];
    }

    // envoyproxy.io, "Access logging", default format string: [%START_TIME%] "%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%" %RESPONSE_CODE% …
    [GeneratedRegex("""^\[(?<time>\d{4}-[^\]]{6,40})\] "(?<method>[A-Z]{2,20}) (?<target>[^\s"]+)[^"]*" (?<status>\d{3})(?: (?<rest>.*))?$""")]
    private static partial Regex Envoy();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
