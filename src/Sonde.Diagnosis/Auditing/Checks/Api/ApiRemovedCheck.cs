using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class ApiRemovedCheck : AuditCheck
{
    public override string Slug => "api-removed";

    public override CheckArea Area => CheckArea.Api;

    public override string Summary => "an API version that is gone, or will be";

    public override string When => "The Kubernetes version (of the cluster, --kubernetes-version, or the newest that is known) does not serve the apiVersion of an object any more: error; serves it and will not in a later version: warning.";

    public override string Why => "The object cannot be applied; after the upgrade of the cluster no deployment works any more.";

    public override string Fix => "Write the newer apiVersion; most need other fields, too (kubectl convert, and the deprecation guide).";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject one in context.Objects)
        {
            if (ApiVersions.Find(one.ApiVersion, one.Ref.Kind) is not { } gone)
                continue;
            bool isGone = context.KubernetesVersion.CompareTo(gone.Removed) >= 0;
            if (!isGone && context.KubernetesVersion.CompareTo(gone.Deprecated) < 0)
                continue;
            context.Report(one, one.Root["apiVersion"], isGone ? Severity.Error : Severity.Warning,
                $"{one.ApiVersion} {one.Ref.Kind} {(isGone ? $"is gone since Kubernetes {gone.Removed}" : $"goes with Kubernetes {gone.Removed}")} (judged by {context.KubernetesVersion}){(gone.Instead.Length > 0 ? $": use {gone.Instead}" : "")}",
                new AuditRemedy(gone.Instead.Length > 0 ? $"Write apiVersion: {gone.Instead}, and check the fields" : "There is no successor of the same kind", gone.Instead.Length > 0 ? $"apiVersion: {gone.Instead}" : "", ""));
        }
    }
}
