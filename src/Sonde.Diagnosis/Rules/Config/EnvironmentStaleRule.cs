using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>Pods run with the values that a Secret or ConfigMap had before it changed.</summary>
internal sealed class EnvironmentStaleRule : WorkloadRule
{
    public override string Slug => "environment-stale";

    public override IReadOnlyList<string> Kinds => [.. DependencyText.Kinds, "Secret", "ConfigMap"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => RunningLogs.Of(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        IReadOnlyList<StaleEnvironment> stale = StaleEnvironment.Of(workload, context);
        if (stale.Count == 0)
            return;
        // That the values differ in what matters only the program can tell: until it does, this is worth knowing and no more.
        (StaleEnvironment Stale, Complaint Complaint)[] told =
        [
            .. DependencyText.RefusedCredentials(workload, context).SelectMany(refused => stale.Where(one => one.Tells(refused.Complaint)).Take(1).Select(one => (one, refused.Complaint))),
        ];
        StaleEnvironment shown = told.Length > 0 ? told[0].Stale : stale[0];
        StaleEnvironment[] same = [.. stale.Where(one => one.Source == shown.Source).DistinctBy(one => one.Pod.Ref)];
        int running = workload.Pods.Count(pod => !pod.IsDone && pod.Meta.Deleted is null);
        string line = told.Length > 0 ? $", which are refused: {LogExcerpt.Shorten(told[0].Complaint.Line)}" : "";
        context.Report(new Finding(Slug, workload.Ref,
            $"{same.Length} of its {running} {(running == 1 ? "pods runs" : "pods run")} with values that {shown.Source} had before it changed{line}")
        {
            Severity = told.Length == 0 ? Severity.Info : told.Any(one => one.Complaint.IsFailing) ? Severity.Error : Severity.Warning,
            Confidence = Confidence.Likely,
            Since = shown.Changed,
            Evidence =
            [
                .. told.Take(1).Select(one => one.Complaint.Evidence),
                new Evidence(shown.Source, "metadata.managedFields", "its data last changed", shown.Changed),
                .. same.Take(3).Select(one => new Evidence(one.Pod.Ref, $"status.containerStatuses[{one.Container}].state.running.startedAt", $"{Durations.Words(one.Changed - one.Started)} before that", one.Started)),
                new Evidence(shown.Pod.Ref, shown.Path, shown.Source.Name, null),
            ],
            Remedies = [Restart(workload, shown)],
        });
    }

    private static Remedy Restart(Workload workload, StaleEnvironment shown) => workload.Ref is { Kind: "Deployment" or "StatefulSet" or "DaemonSet", Group: "" }
        ? new Remedy("start its pods again: a variable is read when a container starts, and never again",
            $"kubectl rollout restart -n {workload.Ref.Namespace} {workload.Ref.Kind.ToLowerInvariant()}/{workload.Ref.Name}", null, IsDisruptive: true)
        : new Remedy("let its pods be made again: a variable is read when a container starts, and never again",
            workload.Ref == shown.Pod.Ref ? null : $"kubectl delete pod -n {shown.Pod.Ref.Namespace} {shown.Pod.Ref.Name}", null, IsDisruptive: true);
}
