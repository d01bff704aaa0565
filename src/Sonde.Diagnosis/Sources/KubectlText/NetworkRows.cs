using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads rows of Services, their endpoints and Ingresses.</summary>
internal static class NetworkRows
{
    public static void Service(TextRow row, TextPiece piece)
    {
        TextPiece.Put(piece.Spec, "type", Text(row["TYPE"]));
        piece.Spec["clusterIP"] = row["CLUSTER-IP"] is "None" or "<none>" ? "None" : row["CLUSTER-IP"];
        if (row["TYPE"] == "ExternalName")
            TextPiece.Put(piece.Spec, "externalName", Text(row["EXTERNAL-IP"]));
        else if (row["TYPE"] == "LoadBalancer" && row["EXTERNAL-IP"] is not ("<pending>" or "<none>" or ""))
            piece.Status["loadBalancer"] = Object(("ingress", List(row.Parts("EXTERNAL-IP").Select(ip => Object(("ip", ip))))));
        if (row.Has("SELECTOR"))
            TextPiece.Put(piece.Spec, "selector", Map(row.Parts("SELECTOR")));
        TextPiece.Put(piece.Spec, "ports", List(row.Parts("PORT(S)").Select(Port)));
    }

    public static void EndpointSlice(TextRow row, TextPiece piece)
    {
        TextPiece.Put(piece.Json, "ports", List(row.Parts("PORTS").Select(port => Number(port) is { } number ? Object(("port", number), ("protocol", "TCP")) : null)));
        TextPiece.Put(piece.Json, "endpoints", Endpoints(row["ENDPOINTS"]));
    }

    public static void Ingress(TextRow row, TextPiece piece) => TextPiece.Put(piece.Spec, "ingressClassName", Text(row["CLASS"]));

    /// <summary>
    /// Addresses as kubectl lists them (<c>10.0.0.1,10.0.0.2 + 3 more...</c>). Whether they are ready is not shown.
    /// </summary>
    public static JsonArray? Endpoints(string text) => IsNothing(text) ? null : List(text.Split(" + ")[0]
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(address => Object(("addresses", List([Text(HostOf(address))])))));

    /// <summary>The address of <c>10.0.0.1:80</c>, <c>[fd00::1]:80</c> or a plain one.</summary>
    public static string HostOf(string address) =>
        address.StartsWith('[') ? address[1..Math.Max(1, address.IndexOf(']'))]
        : address.Count(c => c == ':') == 1 ? address[..address.IndexOf(':')] : address;

    /// <summary><c>80/TCP</c>, <c>80:30080/TCP</c>.</summary>
    private static JsonObject? Port(string text)
    {
        string[] parts = text.Split('/');
        string[] numbers = parts[0].Split(':');
        return Number(numbers[0]) is { } port
            ? Object(("port", port), ("nodePort", numbers.Length > 1 ? Number(numbers[1]) : null), ("protocol", parts.Length > 1 ? Text(parts[1]) : null))
            : null;
    }
}
