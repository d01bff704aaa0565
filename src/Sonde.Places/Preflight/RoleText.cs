using System.Text;

namespace Sonde.Places.Preflight;

/// <summary>Writes missing rights as roles, for <c>kubectl apply -f -</c>.</summary>
public static class RoleText
{
    /// <summary>A Role for rights in the namespace, and a ClusterRole for others; empty when nothing is missing.</summary>
    /// <param name="missing">The rights.</param>
    /// <param name="inNamespace">The namespace.</param>
    public static string Write(IReadOnlyList<MissingRule> missing, string inNamespace)
    {
        ArgumentNullException.ThrowIfNull(missing);
        var text = new StringBuilder();
        foreach (IGrouping<bool, MissingRule> role in missing.GroupBy(rule => rule.IsOfCluster).OrderBy(role => role.Key))
        {
            text.Append(text.Length > 0 ? "---\n" : "").Append("apiVersion: rbac.authorization.k8s.io/v1\n");
            text.Append(role.Key ? "kind: ClusterRole\nmetadata:\n  name: sonde\n" : $"kind: Role\nmetadata:\n  name: sonde\n  namespace: {inNamespace}\n");
            text.Append("rules:\n");
            foreach (IGrouping<(string Group, string Resource), MissingRule> rule in role.GroupBy(one => (one.Group, one.Resource)))
            {
                string verbs = string.Join(", ", rule.Select(one => one.Verb).Distinct());
                text.Append($"- apiGroups: [\"{rule.Key.Group}\"]\n  resources: [{rule.Key.Resource}]\n  verbs: [{verbs}]\n");
            }
        }

        return text.ToString();
    }
}
