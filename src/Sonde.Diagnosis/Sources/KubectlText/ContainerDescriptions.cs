using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads containers as descriptions print them.</summary>
internal static partial class ContainerDescriptions
{
    /// <summary>The container's spec.</summary>
    public static JsonObject Read(DescriptionNode node) => Object(
        ("name", node.Key),
        ("image", Text(node["Image"].Value)),
        ("command", Words(node["Command"])),
        ("args", Words(node["Args"])),
        ("ports", Ports(node)),
        ("resources", Object(("limits", Descriptions.Quantities(node["Limits"])), ("requests", Descriptions.Quantities(node["Requests"])))),
        ("livenessProbe", Probe(node["Liveness"].Value)),
        ("readinessProbe", Probe(node["Readiness"].Value)),
        ("startupProbe", Probe(node["Startup"].Value)),
        ("envFrom", List(node["Environment Variables from"].Children.Select(Source))),
        ("env", List(node["Environment"].Children.Where(child => child.Key.Length > 0).Select(Variable))),
        ("volumeMounts", List(node["Mounts"].Children.Select(Mount))))!;

    /// <summary>The container's status.</summary>
    public static JsonObject Status(DescriptionNode node) => Object(
        ("name", node.Key),
        ("image", Text(node["Image"].Value)),
        ("ready", Flag(node["Ready"].Value)),
        ("restartCount", Number(node["Restart Count"].Value)),
        ("state", State(node["State"])),
        ("lastState", State(node["Last State"])))!;

    private static JsonObject? State(DescriptionNode node)
    {
        JsonNode? started = Time(AgeText.Time(node["Started"].Value));
        return node.Value switch
        {
            "Running" => Object(("running", Object(("startedAt", started)) ?? [])),
            "Waiting" => Object(("waiting", Object(("reason", Text(node["Reason"].Value)), ("message", Text(node["Message"].Value))) ?? [])),
            "Terminated" => Object(("terminated", Object(
                ("reason", Text(node["Reason"].Value)),
                ("message", Text(Message(node))),
                ("exitCode", Number(node["Exit Code"].Value)),
                ("signal", Number(node["Signal"].Value)),
                ("startedAt", started),
                ("finishedAt", Time(AgeText.Time(node["Finished"].Value)))))),
            _ => null,
        };
    }

    private static string Message(DescriptionNode node) => string.Join('\n', node["Message"].Values);

    private static JsonArray? Words(DescriptionNode node) => List(node.Children.Count > 0 ? node.Block.Select(line => (JsonNode?)JsonValue.Create(line)) : []);

    /// <summary><c>Port: 80/TCP</c>, <c>Ports: 80/TCP (http), 9090/UDP</c>, with the ports of the host in the same order.</summary>
    private static JsonArray? Ports(DescriptionNode node)
    {
        string[] host = (node.Has("Host Ports") ? node["Host Ports"].Value : node["Host Port"].Value).Split(", ");
        return List((node.Has("Ports") ? node["Ports"].Value : node["Port"].Value).Split(", ").Select((text, i) =>
        {
            Match match = PortText().Match(text);
            if (!match.Success)
                return null;
            int? hostPort = i < host.Length && PortText().Match(host[i]) is { Success: true } other ? Whole(other.Groups["number"].Value) : null;
            return Object(
                ("name", Text(match.Groups["name"].Value)), ("containerPort", Number(match.Groups["number"].Value)),
                ("protocol", Text(match.Groups["protocol"].Value)), ("hostPort", hostPort is > 0 ? JsonValue.Create(hostPort.Value) : null));
        }));
    }

    /// <summary><c>http-get http://:8080/healthz delay=0s timeout=1s period=10s #success=1 #failure=3</c>.</summary>
    private static JsonObject? Probe(string text)
    {
        Match match = ProbeText().Match(text);
        if (!match.Success)
            return null;
        string what = match.Groups["what"].Value.Trim();
        JsonObject probe = Object(
            ("initialDelaySeconds", Seconds(match.Groups["delay"].Value)), ("timeoutSeconds", Seconds(match.Groups["timeout"].Value)),
            ("periodSeconds", Seconds(match.Groups["period"].Value)), ("failureThreshold", Number(match.Groups["failure"].Value))) ?? [];
        switch (match.Groups["type"].Value)
        {
            case "http-get" when UrlText().Match(what) is { Success: true } url:
                probe["httpGet"] = Object(
                    ("scheme", url.Groups["scheme"].Value.ToUpperInvariant()), ("host", Text(url.Groups["host"].Value)),
                    ("port", Port(url.Groups["port"].Value)), ("path", Text(url.Groups["path"].Value)));
                return probe;
            case "tcp-socket":
                probe["tcpSocket"] = Object(("host", Text(what[..Math.Max(0, what.LastIndexOf(':'))])), ("port", Port(what[(what.LastIndexOf(':') + 1)..])));
                return probe;
            case "grpc" when GrpcText().Match(what) is { Success: true } grpc:
                probe["grpc"] = Object(("port", Port(grpc.Groups["port"].Value)), ("service", Text(grpc.Groups["service"].Value)));
                return probe;
            case "exec":
                // The words are joined with blanks; where one ended is not shown.
                probe["exec"] = Object(("command", List(what.Trim('[', ']').Split(' ').Select(Text))));
                return probe;
            default:
                return null;
        }
    }

    private static JsonValue? Seconds(string text) => AgeText.Parse(text) is { } time ? JsonValue.Create((int)time.TotalSeconds) : null;

    /// <summary><c>settings  ConfigMap with prefix 'X_'  Optional: false</c>.</summary>
    private static JsonNode? Source(DescriptionNode node)
    {
        Match match = SourceText().Match(node.Text);
        if (!match.Success)
            return null;
        JsonObject? reference = Object(("name", match.Groups["name"].Value), ("optional", Flag(match.Groups["optional"].Value)));
        return Object((match.Groups["kind"].Value == "Secret" ? "secretRef" : "configMapRef", reference));
    }

    private static JsonNode? Variable(DescriptionNode node)
    {
        Match match = KeyText().Match(node.Value);
        if (!match.Success)
        {
            return FieldText().IsMatch(node.Value)
                ? Object(("name", node.Key), ("valueFrom", Object(("fieldRef", Object(("fieldPath", node.Value.Trim('(', ')')))))))
                : Object(("name", node.Key), ("value", Text(string.Join('\n', node.Values))));
        }

        JsonObject? key = Object(("name", match.Groups["name"].Value), ("key", match.Groups["key"].Value), ("optional", Flag(match.Groups["optional"].Value)));
        return Object(("name", node.Key), ("valueFrom", Object((match.Groups["kind"].Value == "secret" ? "secretKeyRef" : "configMapKeyRef", key))));
    }

    /// <summary><c>/data from data (rw,path="db")</c>.</summary>
    private static JsonNode? Mount(DescriptionNode node)
    {
        Match match = MountText().Match(node.Text);
        return match.Success
            ? Object(
                ("mountPath", match.Groups["path"].Value), ("name", match.Groups["name"].Value),
                ("readOnly", match.Groups["mode"].Value == "ro" ? JsonValue.Create(true) : null), ("subPath", Text(match.Groups["sub"].Value)))
            : null;
    }

    [GeneratedRegex(@"^(?<number>\d+)/(?<protocol>[A-Z]+)(\s+\((?<name>[^)]+)\))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex PortText();

    [GeneratedRegex(@"^(?<type>http-get|tcp-socket|exec|grpc)\s+(?<what>.*?)\s*delay=(?<delay>\S+)\s+timeout=(?<timeout>\S+)\s+period=(?<period>\S+)(\s+#success=\d+)?(\s+#failure=(?<failure>\d+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex ProbeText();

    [GeneratedRegex(@"^(?<scheme>https?)://(?<host>[^/]*?):(?<port>[^:/]+)(?<path>/.*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex UrlText();

    [GeneratedRegex(@"^<pod>:(?<port>\d+)(\s+(?<service>\S+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex GrpcText();

    [GeneratedRegex(@"^(?<name>\S+)\s+(?<kind>ConfigMap|Secret)( with prefix '[^']*')?(\s+Optional:\s*(?<optional>\w+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex SourceText();

    [GeneratedRegex(@"^<set to the key '(?<key>[^']+)' (of|in) (?<kind>config map|secret) '(?<name>[^']+)'>(\s+Optional:\s*(?<optional>\w+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex KeyText();

    [GeneratedRegex(@"^\((v1:)?[a-z][\w.\[\]'/-]*\)$")]
    private static partial Regex FieldText();

    [GeneratedRegex(@"^(?<path>/\S*|\S+) from (?<name>\S+) \((?<mode>r[ow])(,path=""(?<sub>[^""]*)"")?[^)]*\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex MountText();
}
