using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A Job's work is done, and another container of its pod runs on.</summary>
internal sealed class SidecarBlocksJobRule : ObjectRule<Job>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public override string Slug => "sidecar-blocks-job";

    public override IReadOnlyList<string> Kinds => ["Job", "Pod"];

    public override void Evaluate(Job subject, RuleContext context)
    {
        if (subject.IsComplete || subject.IsFailed || context.WorkloadOf(subject.Ref) is not { } workload)
            return;
        foreach (Pod pod in workload.Pods)
        {
            if (pod.Phase != "Running" || pod.Meta.Deleted is not null || !pod.Meta.Owners.Any(owner => owner.Owner == subject.Ref))
                continue;
            ContainerStatus[] done = [.. pod.ContainerStatuses.Where(status => status.State.Terminated is { ExitCode: 0, Finished: not null })];
            ContainerStatus[] on = [.. pod.ContainerStatuses.Where(status => status.State.RunningSince is not null)];
            if (done.Length == 0 || on.Length == 0 || done.Length + on.Length < pod.ContainerStatuses.Count)
                continue;
            ContainerTermination last = done.Select(status => status.State.Terminated!).MaxBy(end => end.Finished)!;
            TimeSpan since = context.Now - last.Finished!.Value;
            // Of two workers one may take longer; one that goes on for twice the other's time is no worker.
            if (since < Patience || since < last.Duration * 2)
                continue;
            string sidecar = string.Join(", ", on.Select(status => status.Name));
            context.Report(new Finding(
                Slug, subject.Ref,
                $"container {string.Join(", ", done.Select(status => status.Name))} finished {Durations.Words(since)} ago, but {sidecar} runs on and keeps the Job from completing")
            {
                Container = on[0].Name,
                Confidence = Confidence.Likely,
                Since = last.Finished,
                Evidence =
                [
                    new Evidence(pod.Ref, $"{done[0].Path}.state.terminated", $"{done[0].Name}: exitCode 0, reason {last.Reason}", last.Finished),
                    new Evidence(pod.Ref, $"{on[0].Path}.state.running", $"{on[0].Name} runs", on[0].State.RunningSince),
                ],
                Remedies =
                [
                    new Remedy(
                        $"make {sidecar} a native sidecar: an init container with restartPolicy Always, which is ended with the Job's work (Kubernetes 1.29 and later)",
                        null, null, IsDisruptive: true),
                    new Remedy("or let the work end the other container (a shared file, its shutdown endpoint)", null, null, IsDisruptive: true),
                ],
            });
            return;
        }
    }
}
