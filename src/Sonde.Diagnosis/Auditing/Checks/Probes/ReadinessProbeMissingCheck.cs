using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class ReadinessProbeMissingCheck : ContainerCheck
{
    public override string Slug => "readiness-probe-missing";

    public override CheckArea Area => CheckArea.Probes;

    public override string Summary => "no readiness probe behind a Service";

    public override string When => "A container to which a Service sends requests has no readiness probe: warning.";

    public override string Why => "Kubernetes calls the container ready as soon as its process has started. Requests arrive before it listens, and go on arriving while it hangs: every rollout loses requests.";

    public override string Fix => "Add a readinessProbe that answers only when the container can serve. It must not ask other services: if those fail, all pods would leave the Service at once.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        if (!container.IsLongRunning || container.Node["readinessProbe"].Exists || workload.IsBatch)
            return;
        foreach (ManifestObject service in context.ServersOf(workload))
        {
            if (!ServiceTargets.Of(service, workload).Contains(container.Name))
                continue;
            context.Report(workload, container, container.Node, Severity.Warning,
                $"has no readiness probe, and Service {service.Ref.Name} sends requests to it as soon as it has started",
                Remedies.Of(workload, container, "Add a probe that answers only when the container can serve (path and port are guesses)", $"readinessProbe: {ProbeSnippets.For(container)}"));
            return;
        }
    }
}
