using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>A postStart hook fails, and the kubelet ends the container because of it.</summary>
internal sealed class LifecycleHookFailedRule : ContainerFailureRule
{
    public override string Slug => "lifecycle-hook-failed";

    protected override bool Takes(ContainerFailure failure) => failure.Cause == FailureCause.HookFailed;

    protected override void Report(ContainerFailure failure, RuleContext context)
    {
        HookHandler? hook = failure.Container.PostStart;
        string what = hook is null ? "" : $" ({LogExcerpt.Shorten(hook.ToString())})";
        context.Report(failure.ToFinding(
            Slug,
            $"the postStart hook of {failure.Named}{what} fails, and the kubelet ends the container because of it{failure.Repetition}; the program itself did not fail")
        with
        {
            Evidence =
            [
                .. failure.Proof,
                .. hook is null ? (Evidence[])[] : [new Evidence(failure.Pod.Ref, $"spec.containers[{failure.Container.Name}].lifecycle.postStart", LogExcerpt.Shorten(hook.ToString()), null)],
                .. failure.Evidence.Take(1),
            ],
            Remedies =
            [
                new Remedy(
                    "run the hook's command by hand to see why it fails: its output is not kept",
                    hook is { Command.Count: > 0 } ? $"kubectl exec -n {failure.Pod.Ref.Namespace} {failure.Pod.Ref.Name} -c {failure.Container.Name} -- {string.Join(' ', hook.Command.Select(Quote))}" : null,
                    null,
                    IsDisruptive: true),
                .. Rollback.Of(failure.Workload),
            ],
        });
    }

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,+".Contains(c)) ? word : $"'{word.Replace("'", @"'\''")}'";
}
