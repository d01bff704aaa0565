using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>What descriptions of all kinds have: metadata, conditions, quantities, events.</summary>
internal static class Descriptions
{
    /// <summary>Reads labels, annotations, owner and times.</summary>
    public static void ReadMeta(DescriptionNode root, TextPiece piece)
    {
        TextPiece.Put(piece.Meta, "labels", Map(root["Labels"].Values));
        JsonObject? annotations = null;
        foreach (string line in root["Annotations"].Values)
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0)
                (annotations ??= [])[line[..colon]] = line[(colon + 2)..];
        }

        TextPiece.Put(piece.Meta, "annotations", annotations);
        TextPiece.Put(piece.Meta, "creationTimestamp", Time(AgeText.Time(root["CreationTimestamp"].Value) ?? AgeText.Time(root["Start Time"].Value)));
        if (Owner(root["Controlled By"].Value) is { } owner)
            piece.Meta["ownerReferences"] = List([owner]);
        if (root["Finalizers"].Value is { Length: > 2 } finalizers && finalizers[0] == '[')
            piece.Meta["finalizers"] = List(finalizers.Trim('[', ']').Split(' ').Select(Text));
    }

    /// <summary><c>ReplicaSet/cart-69f56ddbd6</c> as an owner.</summary>
    public static JsonObject? Owner(string text) => text.Split('/') is [var kind, var name]
        ? Object(("apiVersion", Reading.KindTable.Find(kind)?.GroupVersion ?? "v1"), ("kind", kind), ("name", name), ("controller", true)) : null;

    /// <summary>The table of conditions.</summary>
    public static JsonArray? Conditions(DescriptionNode node) => node.Children.Count == 0 ? null : List(TextTable.Read(node.Block).Rows.Select(row =>
        row["Type"].Length == 0 ? null : Object(
            ("type", row["Type"]),
            ("status", row["Status"]),
            ("reason", Text(row["Reason"])),
            ("message", Text(row["Message"])),
            ("lastTransitionTime", Time(AgeText.Time(row["LastTransitionTime"]))),
            ("lastHeartbeatTime", Time(AgeText.Time(row["LastHeartbeatTime"]))))));

    /// <summary>Amounts by name.</summary>
    public static JsonObject? Quantities(DescriptionNode node)
    {
        JsonObject? amounts = null;
        foreach (DescriptionNode child in node.Children)
        {
            if (child.Key.Length > 0 && Model.Quantity.Parse(child.Value) is not null)
                (amounts ??= [])[child.Key] = child.Value;
        }

        return amounts;
    }

    /// <summary>The events below a description.</summary>
    public static IEnumerable<TextEvent> Events(DescriptionNode root, TextPiece piece) => root["Events"].Children.Count == 0
        ? []
        : TextTable.Read(root["Events"].Block).Rows.Select(row => EventRows.OfDescription(row, piece)).OfType<TextEvent>();
}
