using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Ties endpoints to Services and pods, and fills in ports that tables and descriptions leave out.</summary>
internal sealed partial class TextEndpoints(Dictionary<ObjectRef, TextPiece> objects, ILookup<ObjectRef, TextEvent> events)
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    /// <summary>Completes slices, Services and containers' ports.</summary>
    public void Complete()
    {
        Dictionary<(string Space, string Ip), TextPiece> byAddress = [];
        foreach (TextPiece pod in Of("Pod"))
        {
            if (JsonParts.TextOf(pod.Status["podIP"]) is { Length: > 0 } ip)
                byAddress[(pod.Namespace!, ip)] = pod;
        }

        foreach (TextPiece slice in Of("EndpointSlice").ToArray())
        {
            if (slice.Rank == TextRank.Mention && Of("EndpointSlice").Any(other => other.Rank > TextRank.Mention && ServiceOf(other) == slice.Name && other.Namespace == slice.Namespace))
                objects.Remove(new ObjectRef("EndpointSlice", slice.Namespace!, slice.Name));
            else
                Tie(slice, byAddress);
        }

        foreach (TextPiece service in Of("Service"))
        {
            TextPiece[] pods = [.. Selected(service)];
            TextPiece[] slices = [.. Of("EndpointSlice").Where(slice => slice.Namespace == service.Namespace && ServiceOf(slice) == service.Name)];
            NamePorts(service, pods, slices);
            AimPorts(service, pods, slices);
        }

        foreach (TextPiece pod in Of("Pod"))
            NameProbedPorts(pod);
    }

    private IEnumerable<TextPiece> Of(string kind) => objects.Values.Where(piece => piece.Kind == kind);

    private string ServiceOf(TextPiece slice)
    {
        if (JsonParts.TextOf(slice.Meta["labels"]?[ServiceLabel]) is { Length: > 0 } told)
            return told;
        Match match = SliceName().Match(slice.Name);
        return match.Success && objects.ContainsKey(new ObjectRef("Service", slice.Namespace!, match.Groups["name"].Value)) ? match.Groups["name"].Value : "";
    }

    /// <summary>A table lists addresses, ready or not: the pod that has the address knows.</summary>
    private void Tie(TextPiece slice, Dictionary<(string, string), TextPiece> byAddress)
    {
        if (ServiceOf(slice) is { Length: > 0 } service)
            JsonParts.At(slice.Meta, "labels")[ServiceLabel] = service;
        foreach (JsonObject endpoint in JsonParts.Objects(slice.Json["endpoints"]))
        {
            string ip = endpoint["addresses"] is JsonArray { Count: > 0 } addresses ? JsonParts.TextOf(addresses[0]) : "";
            if (!byAddress.TryGetValue((slice.Namespace!, ip), out TextPiece? pod))
                continue;
            endpoint["targetRef"] ??= JsonParts.Object(("kind", "Pod"), ("name", pod.Name));
            if (JsonParts.TextOf(pod.Spec["nodeName"]) is { Length: > 0 } node)
                endpoint["nodeName"] ??= node;
            JsonObject? ready = JsonParts.Objects(pod.Status["conditions"]).FirstOrDefault(one => JsonParts.TextOf(one["type"]) == "Ready");
            if (ready is not null)
                JsonParts.At(endpoint, "conditions")["ready"] ??= JsonParts.TextOf(ready["status"]) == "True";
        }
    }

    private IEnumerable<TextPiece> Selected(TextPiece service) => service.Spec["selector"] is JsonObject { Count: > 0 } selector
        ? Of("Pod").Where(pod => pod.Namespace == service.Namespace && pod.Meta["labels"] is JsonObject labels
            && selector.All(label => JsonParts.TextOf(labels[label.Key]) == JsonParts.TextOf(label.Value)))
        : [];

    /// <summary>
    /// Descriptions before kubectl 1.33 print a container's ports without their names. When the endpoints have a port, the name
    /// that the Service wants is there.
    /// </summary>
    private static void NamePorts(TextPiece service, TextPiece[] pods, TextPiece[] slices)
    {
        int[] served = [.. slices.SelectMany(slice => JsonParts.Objects(slice.Json["ports"])).Select(port => NumberOf(port["port"]))];
        bool isSeen = slices.Any(slice => JsonParts.Objects(slice.Json["endpoints"]).Any());
        foreach (JsonObject port in JsonParts.Objects(service.Spec["ports"]))
        {
            if (JsonParts.TextOf(port["targetPort"]) is not { Length: > 0 } name || (isSeen && served.Length == 0))
                continue;
            foreach (TextPiece pod in pods)
                Name(pod, name, served);
        }
    }

    /// <summary>A table shows the Service's port and not the container's: what its endpoints or its pods have is meant.</summary>
    private static void AimPorts(TextPiece service, TextPiece[] pods, TextPiece[] slices)
    {
        if (!service.Unknown.Contains("ports"))
            return;
        JsonObject[] ports = [.. JsonParts.Objects(service.Spec["ports"])];
        int[] served = [.. slices.SelectMany(slice => JsonParts.Objects(slice.Json["ports"])).Select(port => NumberOf(port["port"])).Distinct()];
        if (served.Length == 0)
            served = [.. pods.SelectMany(PortsOf).Select(port => NumberOf(port["containerPort"])).Distinct()];
        foreach (JsonObject port in ports)
        {
            if (port["targetPort"] is null && served.Length > 0 && !served.Contains(NumberOf(port["port"])))
                port["targetPort"] = served[0];
        }
    }

    /// <summary>A probe names a port: the kubelet would say so if the container did not have it.</summary>
    private void NameProbedPorts(TextPiece pod)
    {
        TextEvent[] seen = [.. events[new ObjectRef("Pod", pod.Namespace!, pod.Name)]];
        foreach (JsonObject container in JsonParts.Objects(pod.Spec["containers"]))
        {
            foreach (string probe in (string[])["readinessProbe", "livenessProbe", "startupProbe"])
            {
                string name = JsonParts.TextOf((container[probe]?["httpGet"] ?? container[probe]?["tcpSocket"])?["port"]);
                if (name.Length > 0 && !seen.Any(one => one.Message.Contains("errored", StringComparison.Ordinal) && one.Message.Contains($"\"{name}\"", StringComparison.Ordinal)))
                    Name(container, name, Probed(seen, probe));
            }
        }
    }

    /// <summary>The number that the kubelet asked: it stands in the message of a probe that fails.</summary>
    private static int[] Probed(TextEvent[] seen, string probe)
    {
        string word = char.ToUpperInvariant(probe[0]) + probe[1..^"Probe".Length];
        return [.. seen.Where(one => one.Reason == "Unhealthy" && one.Message.StartsWith(word, StringComparison.Ordinal))
            .Select(one => AskedPort().Match(one.Message)).Where(match => match.Success).Select(match => JsonParts.Whole(match.Groups["port"].Value) ?? 0)];
    }

    private static void Name(TextPiece pod, string name, int[] preferred)
    {
        foreach (JsonObject container in JsonParts.Objects(pod.Spec["containers"]))
        {
            if (Name(container, name, preferred))
                return;
        }
    }

    private static bool Name(JsonObject container, string name, int[] preferred)
    {
        JsonObject[] ports = [.. JsonParts.Objects(container["ports"])];
        if (Array.Exists(ports, port => JsonParts.TextOf(port["name"]) == name))
            return true;
        JsonObject? free = Array.Find(ports, port => port["name"] is null && preferred.Contains(NumberOf(port["containerPort"])))
            ?? (preferred.Length == 0 ? Array.Find(ports, port => port["name"] is null) : null);
        if (free is null)
            return false;
        free["name"] = name;
        return true;
    }

    private static IEnumerable<JsonObject> PortsOf(TextPiece pod) =>
        JsonParts.Objects(pod.Spec["containers"]).SelectMany(container => JsonParts.Objects(container["ports"]));

    private static int NumberOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : 0;

    [GeneratedRegex("^(?<name>.+)-[bcdfghjklmnpqrstvwxz2456789]{5}$", RegexOptions.ExplicitCapture)]
    private static partial Regex SliceName();

    [GeneratedRegex(@"(?:https?://|dial tcp )[^\s/""]*:(?<port>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex AskedPort();
}
