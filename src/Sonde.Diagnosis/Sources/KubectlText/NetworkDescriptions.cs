using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads descriptions of Services, their endpoints and Ingresses.</summary>
internal static partial class NetworkDescriptions
{
    public static void Service(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        JsonObject spec = piece.Spec;
        TextPiece.Put(spec, "selector", Map(root["Selector"].Value.Split(',')));
        TextPiece.Put(spec, "type", Text(root["Type"].Value));
        TextPiece.Put(spec, "clusterIP", Text(root["IP"].Value));
        TextPiece.Put(spec, "externalName", Text(root["External Name"].Value));
        TextPiece.Put(spec, "internalTrafficPolicy", Text(root["Internal Traffic Policy"].Value));
        TextPiece.Put(spec, "externalTrafficPolicy", Text(root["External Traffic Policy"].Value));
        if (root["LoadBalancer Ingress"].Value is { Length: > 0 } ingress)
            piece.Status["loadBalancer"] = Object(("ingress", List(ingress.Split(", ").Select(one => Object(("ip", one.Split(' ')[0]))))));
        var ports = new JsonArray();
        JsonObject? port = null;
        var endpoints = new List<string>();
        foreach (DescriptionNode line in root.Children)
        {
            if (line.Key == "Port" && PortText().Match(line.Value) is { Success: true } match)
            {
                string name = match.Groups["name"].Value;
                port = Object(("name", name is "<unset>" ? null : Text(name)), ("port", Number(match.Groups["number"].Value)), ("protocol", match.Groups["protocol"].Value))!;
                Append(ports, port);
            }
            else if (line.Key == "TargetPort" && port is not null)
            {
                TextPiece.Put(port, "targetPort", Port(line.Value.Split('/')[0]));
            }
            else if (line.Key == "NodePort" && port is not null && PortText().Match(line.Value) is { Success: true } node)
            {
                TextPiece.Put(port, "nodePort", Number(node.Groups["number"].Value));
            }
            else if (line.Key == "Endpoints")
            {
                endpoints.Add(line.Value);
            }
        }

        TextPiece.Put(spec, "ports", ports.Count > 0 ? ports : null);
        // Only ready endpoints are printed: none of them says nothing of the others.
        if (endpoints.Exists(one => !IsNothing(one)))
            Slice(root, piece, endpoints, scope);
    }

    public static void EndpointSlice(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Json, "ports", List(TextTable.Read(root["Ports"].Block).Rows.Select(row =>
            Object(("name", Text(row["Name"])), ("port", Number(row["Port"])), ("protocol", Text(row["Protocol"]))))));
        var endpoints = new JsonArray();
        JsonObject? last = null;
        // Each endpoint begins with "- Addresses:", and its other lines stand deeper or beside it.
        void Add(DescriptionNode node)
        {
            string key = node.Key.TrimStart('-', ' ');
            if (key == "Addresses")
                Append(endpoints, last = Object(("addresses", List(node.Value.Split(", ").Select(Text))))!);
            else if (last is not null && key == "Ready" && Flag(node.Value) is { } ready)
                At(last, "conditions")["ready"] = ready;
            else if (last is not null && key == "TargetRef" && node.Value.Split('/') is [var kind, var name])
                last["targetRef"] = Object(("kind", kind), ("name", name));
            else if (last is not null && key == "NodeName")
                TextPiece.Put(last, "nodeName", Text(node.Value));
            foreach (DescriptionNode child in node.Children)
                Add(child);
        }

        Add(root["Endpoints"]);
        TextPiece.Put(piece.Json, "endpoints", endpoints.Count > 0 ? endpoints : null);
    }

    public static void Ingress(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Spec, "ingressClassName", Text(root["Ingress Class"].Value));
        if (BackendText().Match(root["Default backend"].Value) is { Success: true } standard)
            piece.Spec["defaultBackend"] = Backend(standard);
        TextPiece.Put(piece.Spec, "tls", List(root["TLS"].Children.Select(Tls)));
        var rules = new JsonArray();
        JsonArray? paths = null;
        foreach (string line in root["Rules"].Block.Skip(2))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            bool isHost = !line.StartsWith(' ') && words is [_];
            if (isHost || paths is null)
                Append(rules, Object(("host", words.Length == 0 || words[0] == "*" || !isHost ? null : words[0]), ("http", Object(("paths", paths = [])))));
            if (words.Length >= 2 && BackendText().Match(string.Join(' ', words[1..])) is { Success: true } match)
                Append(paths, Object(("path", words[0]), ("backend", Backend(match))));
        }

        TextPiece.Put(piece.Spec, "rules", rules.Count > 0 ? rules : null);
        if (root["Address"].Value is { Length: > 0 } address)
            piece.Status["loadBalancer"] = Object(("ingress", List(address.Split(',').Select(one => Object(("ip", one))))));
    }

    public static void Class(DescriptionNode root, TextPiece piece, TextScope scope) =>
        TextPiece.Put(piece.Spec, "controller", Text(root["Controller"].Value));

    /// <summary>
    /// The Service's description lists the endpoints that are ready. Without a port behind its address an endpoint has no
    /// port of the Service's.
    /// </summary>
    private static void Slice(DescriptionNode root, TextPiece service, List<string> endpoints, TextScope scope)
    {
        TextPiece slice = scope.Piece("EndpointSlice", service.Namespace, service.Name, TextRank.Mention);
        At(slice.Meta, "labels")["kubernetes.io/service-name"] = service.Name;
        JsonArray? list = NetworkRows.Endpoints(endpoints.Find(one => !IsNothing(one)) ?? "");
        foreach (JsonObject endpoint in Objects(list))
            At(endpoint, "conditions")["ready"] = true;
        TextPiece.Put(slice.Json, "endpoints", list);
        TextPiece.Put(slice.Json, "ports", List(endpoints.Select(line => line.Split(',')[0].Split(" + ")[0])
            .Select(address => address.Length > NetworkRows.HostOf(address).Length && Number(address[(address.LastIndexOf(':') + 1)..]) is { } number
                ? Object(("port", number), ("protocol", "TCP")) : null)));
    }

    private static JsonObject? Backend(Match match) => Object(("service", Object(
        ("name", match.Groups["name"].Value),
        ("port", Number(match.Groups["port"].Value) is { } number ? Object(("number", number)) : Object(("name", Text(match.Groups["port"].Value)))))));

    /// <summary><c>shop-tls terminates shop.example.com,www.example.com</c>.</summary>
    private static JsonNode? Tls(DescriptionNode node)
    {
        string[] words = node.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var secret, "terminates", ..]
            ? Object(("secretName", secret), ("hosts", words.Length > 2 ? List(words[2].Split(',').Select(Text)) : null))
            : null;
    }

    [GeneratedRegex(@"^(?<name>\S+)\s+(?<number>\d+)/(?<protocol>[A-Z]+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex PortText();

    [GeneratedRegex(@"^(?<name>[a-z0-9][a-z0-9.-]*):(?<port>[a-z0-9-]+)(\s+\(.*\)?)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex BackendText();
}
