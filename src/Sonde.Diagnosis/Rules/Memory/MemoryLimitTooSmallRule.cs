using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A memory limit so small that no container starts with it: mostly the letter of a unit that was meant otherwise.</summary>
internal sealed class MemoryLimitTooSmallRule : WorkloadRule
{
    // Nothing runs in less: a page table, a stack and a loader take more than a mebibyte.
    private const decimal Least = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public override string Slug => "memory-limit-too-small";

    public override IReadOnlyList<string> Kinds => ["Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (Pod pod in workload.Pods.Where(pod => pod is { IsReady: false, IsDone: false, IsScheduled: true, Meta.Deleted: null }))
        {
            foreach (Container container in pod.Spec.AllContainers)
            {
                if (!container.Resources.Limits.TryGetValue("memory", out Quantity limit) || limit.Value <= 0 || pod.StatusOf(container.Name) is { State.RunningSince: not null })
                    continue;
                ContainerStatus? status = pod.StatusOf(container.Name);
                string said = status?.Death?.Message is { Length: > 0 } death ? death : status?.State.WaitingMessage ?? "";
                bool saysSo = said.Contains("memory limit too low", StringComparison.OrdinalIgnoreCase);
                if (!saysSo && (limit.Value >= Least || context.Now - pod.Meta.Created < Patience))
                    continue;
                Report(workload, pod, container, limit, saysSo ? new Evidence(pod.Ref, $"{status!.Path}.state", RuntimeMessage.Core(said), status.Death?.Finished) : null, context);
                return;
            }
        }
    }

    private void Report(Workload workload, Pod pod, Container container, Quantity limit, Evidence? said, RuleContext context)
    {
        // 128m are 128 thousandths of a byte; 128 are bytes.
        string number = limit.Text.TrimEnd('m');
        bool isSlip = limit.Value < Least && number.Length > 0 && number.All(char.IsAsciiDigit);
        string meant = isSlip ? $"; {number}Mi was probably meant" : "";
        string unit = limit.Text.EndsWith('m') ? " (m is a thousandth of a byte)" : limit.Value < Least && isSlip ? " (bytes)" : "";
        context.Report(new Finding(Slug, workload.Ref, $"container {container.Name} may use {limit.Text} of memory{unit}, and cannot start with so little{meant}")
        {
            Container = container.Name,
            Confidence = said is not null || limit.Value < Least ? Confidence.Certain : Confidence.Likely,
            Since = pod.Meta.Created,
            Evidence = [new Evidence(pod.Ref, $"spec.containers[{container.Name}].resources.limits.memory", limit.Text, null), .. said is null ? (Evidence[])[] : [said]],
            Remedies =
            [
                PodChange.OfContainer(workload, pod, container, isSlip ? $"write {number}Mi" : "raise the limit to what the program needs",
                    $"resources: {{limits: {{memory: {(isSlip ? number + "Mi" : "128Mi")}}}{(isSlip && container.Resources.Requests.TryGetValue("memory", out Quantity asked) && asked.Text == limit.Text ? $", requests: {{memory: {number}Mi}}" : "")}}}"),
                .. Rollback.Of(workload),
            ],
        });
    }
}
