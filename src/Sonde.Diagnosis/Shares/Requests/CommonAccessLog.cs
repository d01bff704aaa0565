using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Shares.Requests;

/// <summary>
/// The common log format and what begins like it: Apache's and nginx' <c>combined</c>, ingress-nginx (which adds the tried servers and
/// their answers), Traefik (which adds the server's URL), and what simple web servers write.
/// </summary>
internal sealed partial class CommonAccessLog : IAccessLogFormat
{
    private const string NginxList = @"(?!: )\S+(?:(?:(?<=,) | : )(?!: )\S+)*(?<!,)(?! : )";

    public IEnumerable<LoggedRequest> Read(string line)
    {
        if (Common().Match(line) is not { Success: true } match || RequestText.Status(match.Groups["status"].Value) is not { } status)
            return [];
        string rest = match.Groups["rest"].Value;
        var request = new LoggedRequest(line, status)
        {
            Method = match.Groups["method"].Value,
            Path = RequestText.Path(match.Groups["target"].Value),
            Client = RequestText.Host(match.Groups["client"].Value),
            Time = RequestText.Time(match.Groups["time"].Value),
        };
        if (IngressNginx().Match(rest) is { Success: true } ingress)
            return Tries(request, ingress);
        return [Traefik().Match(rest) is { Success: true } traefik ? request with { Backend = traefik.Groups["router"].Value, Upstream = RequestText.Host(traefik.Groups["server"].Value) } : request];
    }

    /// <summary>nginx lists the servers that it tried, and what each answered, in the same order.</summary>
    private static IEnumerable<LoggedRequest> Tries(LoggedRequest request, Match ingress)
    {
        string[] servers = List(ingress.Groups["servers"].Value), answers = List(ingress.Groups["answers"].Value);
        request = request with { Backend = RequestText.Told(ingress.Groups["backend"].Value) };
        if (servers.Length < 2 || servers.Length != answers.Length)
            return [request with { Upstream = RequestText.Host(servers[^1]) }];
        return servers.Zip(answers, (server, answer) => request with { Upstream = RequestText.Host(server), Status = RequestText.Status(answer) ?? 0 });
    }

    private static string[] List(string text) => text.Split([", ", " : "], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // Who asked, who that is, when, what for, and the answer (httpd.apache.org, "Log Files", Common Log Format).
    [GeneratedRegex("""^(?<client>[^\s"]+) \S+ (?:[^"\[]{0,200} )?\[(?<time>[^\]]{1,64})\] "(?<method>[A-Z]{2,20}) (?<target>[^\s"]+)[^"]*" (?<status>\d{3})(?: (?<rest>.*))?$""")]
    private static partial Regex Common();

    // kubernetes.github.io/ingress-nginx, "Log format": … [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr
    // $upstream_response_length $upstream_response_time $upstream_status $req_id
    // A list ends before a space that follows no comma and begins no " : ", so that a line can be divided in one way only.
    [GeneratedRegex($@"\[(?<backend>[^\]]*)\] \[[^\]]*\] (?<servers>{NginxList}) {NginxList} {NginxList} (?<answers>{NginxList}) \S+$")]
    private static partial Regex IngressNginx();

    // doc.traefik.io, "Access Logs", common: … "router" "server URL" duration
    [GeneratedRegex("\" \\d+ \"(?<router>[^\"]*)\" \"(?<server>[a-z0-9]+://[^\"]+)\" \\d+ms$")]
    private static partial Regex Traefik();
}
