using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rules;

/// <summary>A host name that only the cluster's own DNS can be meant to know.</summary>
/// <param name="Service">The Service that it would be.</param>
/// <param name="Namespace">Its namespace.</param>
internal readonly record struct ClusterName(string Service, string Namespace)
{
    /// <summary>
    /// Reads a host name as seen from a namespace: <c>name</c>, <c>name.namespace</c> where that namespace exists, and whatever has
    /// <c>svc</c> in it. Null for others, which may be known outside.
    /// </summary>
    public static ClusterName? Of(string host, string space, RuleContext context)
    {
        string[] labels = host.Split('.');
        int svc = Array.IndexOf(labels, "svc");
        if (svc >= 2)
            return new ClusterName(labels[svc - 2], labels[svc - 1]);
        return labels.Length switch
        {
            1 => new ClusterName(host, space),
            2 or 3 when context.Find(new ObjectRef("Namespace", "", labels[^1])) is not null => new ClusterName(labels[^2], labels[^1]),
            _ => null,
        };
    }
}
