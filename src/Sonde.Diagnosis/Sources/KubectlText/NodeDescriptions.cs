using System.Text.Json.Nodes;
using static Sonde.Diagnosis.Sources.KubectlText.JsonParts;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Reads descriptions of nodes and namespaces.</summary>
internal static class NodeDescriptions
{
    public static void Node(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        TextPiece.Put(piece.Spec, "unschedulable", Flag(root["Unschedulable"].Value));
        TextPiece.Put(piece.Spec, "taints", List(root["Taints"].Values.Select(Taint)));
        TextPiece.Put(piece.Status, "conditions", Descriptions.Conditions(root["Conditions"]));
        TextPiece.Put(piece.Status, "capacity", Descriptions.Quantities(root["Capacity"]));
        TextPiece.Put(piece.Status, "allocatable", Descriptions.Quantities(root["Allocatable"]));
        DescriptionNode info = root["System Info"];
        TextPiece.Put(piece.Status, "nodeInfo", Object(
            ("architecture", Text(info["Architecture"].Value)), ("operatingSystem", Text(info["Operating System"].Value)),
            ("kubeletVersion", Text(info["Kubelet Version"].Value)), ("containerRuntimeVersion", Text(info["Container Runtime Version"].Value))));
        if (AgeText.Time(root["Lease"]["RenewTime"].Value) is { } renewed)
        {
            TextPiece lease = scope.Piece("Lease", "kube-node-lease", piece.Name, TextRank.Mention);
            lease.Spec["holderIdentity"] = piece.Name;
            lease.Spec["renewTime"] = Time(renewed);
            // The kubelet's default (nodeLeaseDurationSeconds); the description does not show it.
            lease.Spec["leaseDurationSeconds"] = 40;
        }
    }

    public static void Namespace(DescriptionNode root, TextPiece piece, TextScope scope)
    {
        if (root["Status"].Value == "Terminating")
            piece.Meta["deletionTimestamp"] = Time(piece.Now);
        TextPiece.Put(piece.Status, "phase", Text(root["Status"].Value));
        TextPiece.Put(piece.Status, "conditions", Descriptions.Conditions(root["Conditions"]));
    }

    /// <summary><c>key=value:Effect</c>.</summary>
    private static JsonObject? Taint(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0)
            return null;
        string key = text[..colon];
        int equals = key.IndexOf('=');
        return Object(
            ("key", equals > 0 ? key[..equals] : key), ("value", equals > 0 ? Text(key[(equals + 1)..]) : null), ("effect", text[(colon + 1)..]));
    }
}
