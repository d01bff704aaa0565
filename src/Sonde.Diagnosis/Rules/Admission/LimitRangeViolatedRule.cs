using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Policy;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A LimitRange of the namespace refuses the pods: a container asks for too much or too little.</summary>
internal sealed class LimitRangeViolatedRule : WorkloadRule
{
    public override string Slug => "limit-range-violated";

    public override IReadOnlyList<string> Kinds => [.. AdmissionRefusals.Kinds, "LimitRange"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (AdmissionRefusals.Of(workload, context).FirstOrDefault(one => one.Problem == AdmissionProblem.LimitRange) is not { } refusal)
            return;
        PodSpec? spec = workload.Template?.Spec;
        LimitBreach? breach = context.All<LimitRange>().Where(range => range.Ref.Namespace == workload.Ref.Namespace)
            .SelectMany(range => spec is null ? [] : LimitBreach.Of(range, spec)).FirstOrDefault();
        string who = breach is null ? "a LimitRange of the namespace" : breach.Range.Ref.ToString();
        context.Report(new Finding(Slug, workload.Ref,
            $"{who} refuses its pods: {breach?.Text ?? refusal.Message}")
        {
            Container = breach?.Container ?? "",
            Since = refusal.Since,
            Evidence =
            [
                refusal.Evidence,
                .. breach is null ? (Evidence[])[] :
                [
                    new Evidence(breach.Range.Ref, breach.Path, breach.Bound, null),
                    new Evidence(workload.Ref, breach.OwnPath, breach.Own, null),
                ],
            ],
            Remedies =
            [
                new Remedy(breach is null ? "bring the containers' requests and limits within the bounds" : $"bring it within the bound of {breach.Bound}", null, Patch(workload, breach), IsDisruptive: true),
                new Remedy("or change the LimitRange, if such pods are wanted in this namespace",
                    breach is null ? $"kubectl describe limitrange -n {workload.Ref.Namespace}" : $"kubectl edit limitrange -n {breach.Range.Ref.Namespace} {breach.Range.Ref.Name}", null, IsDisruptive: false),
            ],
        });
    }

    private static string? Patch(Workload workload, LimitBreach? breach) => breach is { Container.Length: > 0, IsRatio: false }
        ? PodPatch.Of(workload, $"containers: [{{name: {breach.Container}, resources: {{{breach.Field}: {{{breach.Resource}: {breach.Bound}}}}}}}]")
        : null;
}
