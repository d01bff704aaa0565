using System.Text.Json;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Snapshots;

/// <summary>What belongs to a namespace.</summary>
public static class SnapshotScope
{
    /// <summary>What a snapshot of one namespace holds wholly, of what its source does (<c>Kind</c> or <c>Kind/namespace</c>).</summary>
    public static IReadOnlyList<string> Complete(IEnumerable<string> complete, string space) =>
    [
        .. complete.Select(one =>
        {
            int slash = one.IndexOf('/', StringComparison.Ordinal);
            string kind = slash < 0 ? one : one[..slash], where = slash < 0 ? "*" : one[(slash + 1)..];
            bool isNamespaced = KindTable.Find(kind)?.IsNamespaced ?? where != "*";
            return !isNamespaced ? kind == "Namespace" ? "" : one : where == "*" || where == space ? $"{kind}/{space}" : "";
        }).Where(one => one.Length > 0).Distinct().Order(StringComparer.Ordinal),
    ];

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
