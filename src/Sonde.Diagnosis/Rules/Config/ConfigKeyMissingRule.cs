using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The ConfigMap or Secret exists; the key that a pod needs of it does not.</summary>
internal sealed class ConfigKeyMissingRule : WorkloadRule
{
    public override string Slug => "config-key-missing";

    public override IReadOnlyList<string> Kinds => ["Pod", "Event", "ConfigMap", "Secret"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (ConfigTrouble trouble in ConfigTrouble.Of(workload, context))
        {
            if (trouble.Key.Length == 0)
                continue;
            context.Report(new Finding(
                Slug, workload.Ref,
                $"{trouble.Reference.Kind} {trouble.Reference.Name} has no key {trouble.Key}; {trouble.Needs}{trouble.Nearest(context)}")
            {
                Container = trouble.Container,
                Since = trouble.Pod.Meta.Created,
                Evidence =
                [
                    new Evidence(trouble.Pod.Ref, trouble.Reference.Path, $"{trouble.Reference.Name}/{trouble.Key}", null),
                    new Evidence(trouble.Target, "data", "has no key " + trouble.Key, null),
                    .. trouble.Said is { } said ? (Evidence[])[said] : [],
                ],
                Remedies =
                [
                    new Remedy(
                        "add the key, or correct its name where it is used",
                        trouble.Reference.Kind == "ConfigMap"
                            ? $"kubectl patch configmap {trouble.Reference.Name} -n {trouble.Pod.Ref.Namespace} -p '{{\"data\":{{\"{trouble.Key}\":\"VALUE\"}}}}'"
                            : $"kubectl patch secret {trouble.Reference.Name} -n {trouble.Pod.Ref.Namespace} -p '{{\"stringData\":{{\"{trouble.Key}\":\"VALUE\"}}}}'",
                        null,
                        IsDisruptive: false),
                    .. Rollback.Of(workload),
                ],
            });
        }
    }
}
