using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads descriptions of claims, volumes and classes.</summary>
internal static partial class StorageDescriptions
{
    public static void Claim(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        string phase = root["Status"].Value.Split(' ')[0];
        if (phase == "Terminating")
            piece.Meta["deletionTimestamp"] = Time(piece.Now);
        TextPiece.Put(piece.Status, "phase", Text(phase == "Terminating" ? "Bound" : phase));
        TextPiece.Put(piece.Spec, "storageClassName", Text(root["StorageClass"].Value));
        TextPiece.Put(piece.Spec, "volumeName", Text(root["Volume"].Value));
        TextPiece.Put(piece.Spec, "volumeMode", Text(root["VolumeMode"].Value));
        // Access modes and capacity are those of the volume: a claim that is not bound shows none.
        TextPiece.Put(piece.Spec, "accessModes", StorageRows.Modes(root["Access Modes"].Value.Split(',')));
        TextPiece.Put(piece.Status, "conditions", Descriptions.Conditions(root["Conditions"]));
        piece.Unknown.Add("request");
    }

    public static void Volume(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Status, "phase", Text(root["Status"].Value.Split(' ')[0]));
        TextPiece.Put(piece.Spec, "storageClassName", Text(root["StorageClass"].Value));
        TextPiece.Put(piece.Spec, "volumeMode", Text(root["VolumeMode"].Value));
        TextPiece.Put(piece.Spec, "accessModes", StorageRows.Modes(root["Access Modes"].Value.Split(',')));
        TextPiece.Put(piece.Spec, "capacity", Object(("storage", Text(root["Capacity"].Value))));
        if (root["Claim"].Value.Split('/') is [var space, var name])
            piece.Spec["claimRef"] = Object(("namespace", space), ("name", name));
        if (List(root["Node Affinity"]["Required Terms"].Children.Select(Term)) is { } terms)
            At(piece.Spec, "nodeAffinity", "required")["nodeSelectorTerms"] = terms;
        if (root["Source"]["Driver"].Value is { Length: > 0 } driver)
            piece.Spec["csi"] = Object(("driver", driver));
    }

    public static void Class(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Json, "provisioner", Text(root["Provisioner"].Value));
        TextPiece.Put(piece.Json, "volumeBindingMode", Text(root["VolumeBindingMode"].Value));
        if (root["IsDefaultClass"].Value == "Yes")
            At(piece.Meta, "annotations")["storageclass.kubernetes.io/is-default-class"] = "true";
        TextPiece.Put(piece.Json, "allowedTopologies", List(root["AllowedTopologies"].Children.Select(line =>
            Object(("matchLabelExpressions", List(Requirements(line).Select(one => Object(("key", one["key"]?.DeepClone()), ("values", one["values"]?.DeepClone())))))))));
    }

    private static JsonObject? Term(DescriptionNode line) => Object(("matchExpressions", List(Requirements(line))));

    /// <summary><c>Term 0:  key in [a, b]</c>, further requirements of the term on lines of their own.</summary>
    private static IEnumerable<JsonObject> Requirements(DescriptionNode line) => line.Children.Select(child => child.Text).Prepend(line.Value)
        .Select(text => Requirement().Match(text)).Where(match => match.Success)
        .Select(match => Object(
            ("key", Text(match.Groups["key"].Value)),
            ("operator", match.Groups["relation"].Value switch { "in" => "In", "not in" => "NotIn", "exists" => "Exists", "!exists" => "DoesNotExist", var other => other }),
            ("values", List(match.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Text))))!);

    [GeneratedRegex(@"^(?<key>[\w./-]+) (?<relation>in|not in|exists|!exists)( \[(?<values>[^\]]*)\])?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Requirement();
}
