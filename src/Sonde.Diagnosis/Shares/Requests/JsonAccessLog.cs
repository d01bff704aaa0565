using System.Globalization;
using System.Text.Json;

namespace Sonde.Diagnosis.Shares.Requests;

/// <summary>
/// A JSON object with a status and a method or a path, under the names that proxies (Envoy, Istio, nginx, Traefik, Caddy) and the usual
/// libraries write. Names are compared without case and separators, nested ones joined.
/// </summary>
internal sealed class JsonAccessLog : IAccessLogFormat
{
    private const int Deepest = 3;

    private static readonly string[] StatusNames =
        ["status", "statuscode", "responsecode", "httpstatus", "httpstatuscode", "httpresponsestatuscode", "responsestatus", "responsestatuscode", "downstreamstatus", "resstatuscode", "resstatus"];

    private static readonly string[] MethodNames = ["method", "requestmethod", "httpmethod", "httprequestmethod", "reqmethod", "verb"];

    private static readonly string[] PathNames =
        ["path", "uri", "url", "requesturi", "requestpath", "requesturl", "httppath", "httptarget", "httpurl", "urlpath", "requri", "requrl", "route"];

    private static readonly string[] HostNames = ["host", "authority", "requesthost", "httphost", "vhost", "reqhost", "serveraddress"];

    private static readonly string[] ClientNames =
        ["clientip", "remoteaddr", "remoteip", "clienthost", "requestremoteip", "remoteaddress", "reqremoteaddress", "clientaddress", "clientaddr", "xforwardedfor", "downstreamremoteaddress"];

    private static readonly string[] UpstreamNames = ["upstreamaddr", "upstreamhost", "upstreamaddress", "upstream", "serviceaddr", "backendaddr", "peeraddress", "networkpeeraddress"];

    private static readonly string[] BackendNames = ["upstreamcluster", "proxyupstreamname", "servicename", "backendname"];

    private static readonly string[] TimeNames = ["time", "timestamp", "@timestamp", "starttime", "startutc", "datetime", "ts"];

    public IEnumerable<LoggedRequest> Read(string line)
    {
        int start = line.IndexOf('{', StringComparison.Ordinal);
        if (start < 0 || !line.EndsWith('}'))
            return [];
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(line.AsMemory(start));
            Take(document.RootElement, "", 0, fields);
        }
        catch (JsonException)
        {
            return [];
        }

        string Told(string[] names) => RequestText.Told(names.Select(name => fields.GetValueOrDefault(name, "")).FirstOrDefault(text => text.Length > 0) ?? "");
        string method = Told(MethodNames), target = Told(PathNames);
        // nginx' $request is all three: GET /path HTTP/1.1.
        if (target.Length == 0 && fields.GetValueOrDefault("request", "").Split(' ') is [{ } verb, { } asked, ..])
            (method, target) = (verb, asked);
        int? status = StatusNames.Select(name => RequestText.Status(fields.GetValueOrDefault(name, ""))).FirstOrDefault(one => one is not null);
        if (status is not { } code || (method.Length == 0 && target.Length == 0))
            return [];
        return
        [
            new LoggedRequest(line, code)
            {
                Method = method.ToUpperInvariant(),
                Path = RequestText.Path(target),
                Host = RequestText.Host(Told(HostNames)),
                Client = RequestText.Host(Told(ClientNames)),
                Upstream = RequestText.Host(Told(UpstreamNames).Split(", ")[^1]),
                Backend = Told(BackendNames),
                Time = TimeOf(Told(TimeNames)),
            },
        ];
    }

    private static void Take(JsonElement element, string name, int depth, Dictionary<string, string> fields)
    {
        if (element.ValueKind == JsonValueKind.Object && depth < Deepest)
        {
            foreach (JsonProperty property in element.EnumerateObject())
                Take(property.Value, name + Plain(property.Name), depth + 1, fields);
        }
        else if (element.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            fields.TryAdd(name, element.ToString());
        }
    }

    private static string Plain(string name) => string.Concat(name.Where(c => c is not ('_' or '-' or '.'))).ToLowerInvariant();

    /// <summary>A date, or seconds or milliseconds since 1970.</summary>
    private static DateTimeOffset? TimeOf(string text)
    {
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            return RequestText.Time(text);
        // The year 2001 in milliseconds is the year 33,658 in seconds.
        double milliseconds = number >= 1e12 ? number : number * 1000;
        return milliseconds is >= 1e11 and < 1e14 ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
    }
}
