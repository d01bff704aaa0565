using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The ServiceAccount of the pods does not exist.</summary>
internal sealed class ServiceAccountMissingRule : WorkloadRule
{
    public override string Slug => "service-account-missing";

    public override IReadOnlyList<string> Kinds => [.. AdmissionRefusals.Kinds, "ServiceAccount"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (AdmissionRefusals.Of(workload, context).FirstOrDefault(one => one.Problem == AdmissionProblem.ServiceAccount) is not { } refusal
            || workload.Template is not { } template)
        {
            return;
        }

        string account = template.Spec.ServiceAccount, space = workload.Ref.Namespace;
        if (context.Find<ServiceAccount>("ServiceAccount", space, account) is not null)
            return;
        string? near = NearName.Of(account, context.All<ServiceAccount>().Where(one => one.Ref.Namespace == space && one.Ref.Name != "default").Select(one => one.Ref.Name));
        context.Report(new Finding(Slug, workload.Ref,
            $"its pods cannot be made: they are to run as the ServiceAccount {account}, which does not exist in namespace {space}{(near is null ? "" : $"; {near} exists")}")
        {
            Since = refusal.Since,
            Evidence = [refusal.Evidence, new Evidence(workload.Ref, "spec.template.spec.serviceAccountName", account, null)],
            Remedies =
            [
                new Remedy("make the ServiceAccount, and bind the roles that it needs", $"kubectl create serviceaccount -n {space} {account}", null, IsDisruptive: false),
                .. near is null ? (Remedy[])[]
                    : [new Remedy($"or name {near}", null, PodPatch.Of(workload, $"serviceAccountName: {near}"), IsDisruptive: true)],
            ],
        });
    }
}
