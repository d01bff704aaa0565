using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A pod does not start because a ConfigMap or Secret that it refers to does not exist.</summary>
internal sealed class ConfigReferenceMissingRule : WorkloadRule
{
    public override string Slug => "config-reference-missing";

    public override IReadOnlyList<string> Kinds => ["Pod", "Event", "ConfigMap", "Secret"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (ConfigTrouble trouble in ConfigTrouble.Of(workload, context))
        {
            if (trouble.Key.Length > 0)
                continue;
            string kind = trouble.Reference.Kind;
            context.Report(new Finding(
                Slug, workload.Ref,
                $"{kind} {trouble.Reference.Name} does not exist in namespace {trouble.Pod.Ref.Namespace}; {trouble.Needs}{trouble.Nearest(context)}")
            {
                Container = trouble.Container,
                Since = trouble.Pod.Meta.Created,
                Evidence =
                [
                    new Evidence(trouble.Pod.Ref, trouble.Reference.Path, trouble.Reference.Name, null),
                    .. trouble.Said is { } said ? (Evidence[])[said] : [],
                ],
                Remedies =
                [
                    new Remedy(
                        $"make the {kind}, or correct the name; the pods start by themselves within two minutes",
                        kind == "Secret"
                            ? $"kubectl create secret generic {trouble.Reference.Name} -n {trouble.Pod.Ref.Namespace} --from-literal=KEY=VALUE"
                            : $"kubectl create configmap {trouble.Reference.Name} -n {trouble.Pod.Ref.Namespace} --from-literal=KEY=VALUE",
                        null,
                        IsDisruptive: false),
                    .. Rollback.Of(workload),
                ],
            });
        }
    }
}
