using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Auditing;

/// <summary>Runs the checks.</summary>
public static class Auditor
{
    /// <summary>Namespaces of the cluster's own parts: nobody who audits a cluster can change them.</summary>
    private static readonly string[] OwnNamespaces = ["kube-system", "kube-public", "kube-node-lease"];

    /// <summary>What will break.</summary>
    /// <param name="manifests">The objects with their places.</param>
    /// <param name="cluster">What the same sources say about the cluster: logs, completeness, blind spots.</param>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="DiagnosisException">A check that is named does not exist, or the version is none.</exception>
    public static AuditResult Audit(ManifestSet manifests, Cluster cluster, AuditOptions options)
    {
        foreach (string slug in options.Only.Concat(options.Skip))
        {
            if (CheckCatalogue.Find(slug) is null)
                throw new DiagnosisException($"there is no check '{slug}': sonde audit --explain all lists them");
        }

        var context = new AuditContext(manifests.Objects, cluster, ApiVersions.Choose(options.KubernetesVersion, cluster.ServerVersion));
        foreach (AuditCheck check in CheckCatalogue.All)
        {
            if ((options.Only.Count == 0 || options.Only.Contains(check.Slug)) && !options.Skip.Contains(check.Slug))
                context.Run(check);
        }

        return new AuditResult(Judge(manifests, context, options), context.Suppressed, cluster.BlindSpots, context.KubernetesVersion.ToString());
    }

    private static AuditedObject[] Judge(ManifestSet manifests, AuditContext context, AuditOptions options)
    {
        ILookup<(ObjectRef Ref, string File), AuditFinding> findings = context.Findings.ToLookup(finding => (finding.Subject, finding.Place.File));
        HashSet<ObjectRef>? targets = options.Target is { } target ? [target, .. context.SelectedBy(target)] : null;
        var judged = new List<AuditedObject>();
        foreach (ManifestObject one in manifests.Objects)
        {
            if ((targets is not null && !targets.Contains(one.Ref)) || !Asks(one, options))
                continue;
            AuditFinding[] found =
            [
                .. findings[(one.Ref, one.File)].OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Check, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Place.Line).ThenBy(finding => finding.Container, StringComparer.Ordinal).ThenBy(finding => finding.Title, StringComparer.Ordinal),
            ];
            bool isWorkload = context.WorkloadOf(one) is not null;
            if (isWorkload || found.Length > 0)
                judged.Add(new AuditedObject(one.Ref, one.PlaceOf(one.Root), isWorkload ? AuditScore.Of(found) : null, found));
        }

        return
        [
            .. judged.OrderBy(one => one.Score is null).ThenBy(one => one.Score)
                .ThenByDescending(one => one.Count(Severity.Error)).ThenByDescending(one => one.Count(Severity.Warning))
                .ThenBy(one => one.Ref, ObjectRef.Order).ThenBy(one => one.Place.File, StringComparer.Ordinal),
        ];
    }

    private static bool Asks(ManifestObject one, AuditOptions options)
    {
        string space = one.Ref.Namespace;
        if (options.Namespace is { } wanted ? space.Length > 0 && space != wanted : one.IsFromCluster && one.File.Length == 0 && OwnNamespaces.Contains(space))
            return false;
        return options.Labels is not { } labels || labels.Matches(one.Object.Meta.Labels) || (AuditWorkload.Of(one) is { } workload && labels.Matches(workload.Template.Labels));
    }
}
