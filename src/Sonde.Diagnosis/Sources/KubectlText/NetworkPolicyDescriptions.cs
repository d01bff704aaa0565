using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads descriptions of NetworkPolicies.</summary>
internal static class NetworkPolicyDescriptions
{
    public static void Read(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Meta, "creationTimestamp", Time(AgeText.Time(root["Created on"].Value)));
        DescriptionNode spec = root["Spec"];
        piece.Spec["podSelector"] = SelectorOf(spec["PodSelector"].Value);
        piece.Spec["policyTypes"] = List(spec["Policy Types"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Text));
        TextPiece.Put(piece.Spec, "ingress", Rules(spec["Allowing ingress traffic"], "From", "from"));
        TextPiece.Put(piece.Spec, "egress", Rules(spec["Allowing egress traffic"], "To", "to"));
    }

    /// <summary>Rules stand one below the other, with a line of dashes between them; a direction without rules says so in one line.</summary>
    private static JsonArray? Rules(DescriptionNode direction, string head, string field)
    {
        if (!direction.Children.Any(line => line.Key.Length > 0))
            return null;
        var rules = new JsonArray();
        JsonObject rule = [];
        Append(rules, rule);
        foreach (DescriptionNode line in direction.Children)
        {
            if (line.Text.StartsWith("---", StringComparison.Ordinal))
                Append(rules, rule = []);
            else if (line.Key is "To Port" or "To Port Range" && !line.Value.StartsWith("<any>", StringComparison.Ordinal))
                Append(ArrayAt(rule, "ports"), PortOf(line.Value));
            else if (line.Key == head && line.Children.Count > 0)
                Append(ArrayAt(rule, field), Peer(line));
        }

        return rules;
    }

    /// <summary><c>5432/TCP</c>, <c>pg/TCP</c>, <c>9000-9010/TCP</c>; <c>&lt;nil&gt;/TCP</c> for all ports of a protocol.</summary>
    private static JsonObject? PortOf(string text)
    {
        int slash = text.LastIndexOf('/');
        if (slash < 0)
            return null;
        string port = text[..slash];
        int dash = port.IndexOf('-');
        bool isRange = dash > 0 && Whole(port[..dash]) is not null;
        return Object(
            ("port", isRange ? Number(port[..dash]) : Port(port)), ("endPort", isRange ? Number(port[(dash + 1)..]) : null), ("protocol", Text(text[(slash + 1)..])));
    }

    private static JsonObject Peer(DescriptionNode node)
    {
        var peer = new JsonObject();
        if (node.Has("PodSelector"))
            peer["podSelector"] = SelectorOf(node["PodSelector"].Value);
        if (node.Has("NamespaceSelector"))
            peer["namespaceSelector"] = SelectorOf(node["NamespaceSelector"].Value);
        if (node.Has("IPBlock"))
        {
            DescriptionNode block = node["IPBlock"];
            peer["ipBlock"] = Object(("cidr", Text(block["CIDR"].Value)), ("except", List(block["Except"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Text))));
        }

        return peer;
    }

    /// <summary>A selector; an empty one takes everything, and is printed as <c>&lt;none&gt;</c> with a remark.</summary>
    private static JsonObject SelectorOf(string text) => text.StartsWith("<none>", StringComparison.Ordinal) ? [] : Selector(text) ?? [];

    private static JsonArray ArrayAt(JsonObject into, string name)
    {
        if (into[name] is not JsonArray list)
            into[name] = list = [];
        return list;
    }
}
