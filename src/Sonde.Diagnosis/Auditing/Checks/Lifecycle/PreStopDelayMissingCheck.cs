using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class PreStopDelayMissingCheck : WorkloadCheck
{
    public override string Slug => "prestop-delay-missing";

    public override CheckArea Area => CheckArea.Lifecycle;

    public override string Summary => "no delay before the end, behind a Service";

    public override string When => "A Deployment, StatefulSet or DaemonSet behind a Service has a container that serves it without a preStop hook: hint.";

    public override string Why => "SIGTERM and the removal from the endpoints happen at the same time. Until every node knows, requests go to a process that already stops; each rollout loses some. A program that goes on serving for some seconds after SIGTERM does not need the hook.";

    public override string Fix => "Let preStop sleep for 5 to 10 s (a sleep action needs no shell), and keep terminationGracePeriodSeconds longer.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.IsBatch || workload.Ref.Kind == "Pod")
            return;
        foreach (AuditContainer container in workload.LongRunning.Where(one => !one.Node["lifecycle"]["preStop"].Exists))
        {
            if (context.ServersOf(workload).FirstOrDefault(one => ServiceTargets.Of(one, workload).Contains(container.Name)) is not { } service)
                continue;
            context.Report(workload, container, container.Node, Severity.Info,
                $"has no preStop delay: requests of Service {service.Ref.Name} still arrive when it stops",
                Remedies.Of(workload, container, "Wait until the endpoints are gone (Kubernetes 1.30 and newer)", "lifecycle: {preStop: {sleep: {seconds: 5}}}"));
        }
    }
}
