using System.Globalization;
using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>Objects of its namespace that a pod cannot start without.</summary>
internal static class PodReferences
{
    /// <summary>The account that every namespace has.</summary>
    private const string StandardAccount = "default";

    /// <summary>Each object once, with the first place that names it.</summary>
    public static IEnumerable<(string Kind, string Name, ManifestNode Node, string Container)> Of(AuditWorkload workload)
    {
        var seen = new HashSet<(string, string)>();
        foreach ((KeyRef reference, ManifestNode node, string container) in Keys(workload))
        {
            if (reference.Name.Length > 0 && seen.Add((reference.Kind, reference.Name)))
                yield return (reference.Kind, reference.Name, node, container);
        }

        foreach ((Volume volume, ManifestNode node) in workload.Template.Spec.Volumes.Zip(workload.Pod["volumes"].Items))
        {
            if (volume.Type == "persistentVolumeClaim" && volume.Claim.Length > 0 && seen.Add(("PersistentVolumeClaim", volume.Claim)))
                yield return ("PersistentVolumeClaim", volume.Claim, node["persistentVolumeClaim"]["claimName"], "");
        }

        string account = workload.Template.Spec.ServiceAccount;
        if (account is not ("" or StandardAccount))
        {
            ManifestNode field = workload.Pod["serviceAccountName"];
            yield return ("ServiceAccount", account, field.Exists ? field : workload.Pod["serviceAccount"], "");
        }
    }

    /// <summary>References to ConfigMaps and Secrets that are not optional.</summary>
    public static IEnumerable<(KeyRef Reference, ManifestNode Node, string Container)> Keys(AuditWorkload workload)
    {
        foreach (AuditContainer container in workload.Containers)
        {
            for (int i = 0; i < container.Spec.Env.Count; i++)
            {
                ManifestNode from = container.Node["env"].At(i)["valueFrom"];
                if (container.Spec.Env[i].From is { IsOptional: false } reference)
                    yield return (reference, from[reference.Kind == "Secret" ? "secretKeyRef" : "configMapKeyRef"], container.Name);
            }

            for (int i = 0; i < container.Spec.EnvFrom.Count; i++)
            {
                KeyRef reference = container.Spec.EnvFrom[i];
                if (!reference.IsOptional)
                    yield return (reference, container.Node["envFrom"].At(i)[reference.Kind == "Secret" ? "secretRef" : "configMapRef"], container.Name);
            }
        }

        foreach ((Volume volume, ManifestNode node) in workload.Template.Spec.Volumes.Zip(workload.Pod["volumes"].Items))
        {
            foreach (KeyRef reference in volume.Refs.Where(one => !one.IsOptional))
                yield return (reference, node[volume.Type], "");
        }
    }

    /// <summary>The node at a path such as <c>spec.rules[0].http.paths[1].backend</c>, or the nearest that is there.</summary>
    public static ManifestNode Walk(ManifestNode root, string path)
    {
        ManifestNode node = root;
        foreach (string part in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            node = part.EndsWith(']') && int.TryParse(part[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? node.At(index) : node[part];
        }

        return node;
    }
}
