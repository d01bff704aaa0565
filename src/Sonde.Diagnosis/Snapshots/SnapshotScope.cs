using System.Text.Json;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Snapshots;

/// <summary>What belongs to a namespace.</summary>
public static class SnapshotScope
{
    /// <summary>Whether an object is in a namespace, or is the cluster's own: nodes, classes, the namespace itself.</summary>
    public static bool Holds(JsonElement root, string space)
    {
        var field = new Field(root, new ReadContext(), "object");
        string own = field["metadata"]["namespace"].Text;
        return own.Length == 0
            ? field["kind"].Text != "Namespace" || field["metadata"]["name"].Text == space
            : own == space || (own == "kube-node-lease" && field["kind"].Text == "Lease");
    }
}
