using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rules;

/// <summary>A container exceeds its own memory limit, and the kernel kills it.</summary>
internal sealed class OomOwnLimitRule : ContainerFailureRule
{
    private static readonly TimeSpan AtStart = TimeSpan.FromSeconds(10);

    public override string Slug => "oom-own-limit";

    protected override bool Takes(ContainerFailure failure) => failure.Cause == FailureCause.OwnMemoryLimit;

    protected override void Report(ContainerFailure failure, RuleContext context)
    {
        Quantity limit = failure.Container.Resources.Limits["memory"];
        TimeSpan? ran = failure.Death.Duration;
        string how = ran switch
        {
            null => "",
            { } span when span <= AtStart => $", {Durations.Words(span)} after its start: it needs more at once",
            { } span => $", after {Durations.Words(span)}: its memory grows until then",
        };
        IReadOnlyList<HeapSetting> heaps = HeapSetting.Of(failure.Container);
        HeapSetting? tooLarge = heaps.FirstOrDefault(heap => heap.Exceeds(limit));
        string heapWords = tooLarge is null ? "" : $"; {tooLarge.Words(limit)}";
        string volumes = MemoryVolumes.Words(failure);
        context.Report(failure.ToFinding(
            Slug,
            $"{failure.Named} exceeds its memory limit of {limit} and is OOM-killed (exit code {failure.Death.ExitCode}){how}{failure.Repetition}{heapWords}{volumes}")
        with
        {
            Evidence =
            [
                failure.Evidence[0],
                new Evidence(failure.Pod.Ref, $"spec.containers[{failure.Container.Name}].resources.limits.memory", limit.Text, null),
                .. heaps.Select(heap => new Evidence(failure.Pod.Ref, $"spec.containers[{failure.Container.Name}].{heap.Where}", heap.Text, null)),
                .. failure.Evidence.Skip(1),
            ],
            Remedies = MemoryRemedies.Of(failure, limit, tooLarge),
        });
    }
}
