using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A class that the pods name does not exist, so that the API server does not let them be made.</summary>
internal abstract class PodClassRuleBase : WorkloadRule
{
    public sealed override void Evaluate(Workload workload, RuleContext context)
    {
        if (AdmissionRefusals.Of(workload, context).FirstOrDefault(one => one.Problem == Problem) is not { } refusal || workload.Template is not { } template)
            return;
        string name = NameIn(template.Spec);
        // Somebody has made it, or named another one, since.
        if (name.Length == 0 || !refusal.Message.Contains(name, StringComparison.Ordinal) || IsThere(name, context))
            return;
        string? near = NearName.Of(name, Names(context));
        context.Report(new Finding(Slug, workload.Ref,
            $"{refusal.MissingText} cannot be made: {(refusal.Missing == 1 ? "it names" : "they name")} the {Class} {name}, which does not exist{(near is null ? "" : $"; {near} exists")}")
        {
            Since = refusal.Since,
            Evidence = [refusal.Evidence, new Evidence(workload.Ref, $"spec.template.spec.{Field}", name, null)],
            Remedies =
            [
                near is not null
                    ? new Remedy($"name {near}", null, PodPatch.Of(workload, $"{Field}: {near}"), IsDisruptive: true)
                    : new Remedy($"see which there are, and name one of them, or make {name}", $"kubectl get {Class.ToLowerInvariant()}", null, IsDisruptive: false),
                new Remedy("or do without", null, PodPatch.Of(workload, $"{Field}: null"), IsDisruptive: true),
            ],
        });
    }

    /// <summary>Who refuses.</summary>
    protected abstract AdmissionProblem Problem { get; }

    /// <summary>The kind of the class.</summary>
    protected abstract string Class { get; }

    /// <summary>The field of a pod's spec that names it.</summary>
    protected abstract string Field { get; }

    /// <summary>The name that a pod's spec gives.</summary>
    protected abstract string NameIn(PodSpec spec);

    /// <summary>Whether it exists by now.</summary>
    protected virtual bool IsThere(string name, RuleContext context) => false;

    /// <summary>Those that exist, where they were read.</summary>
    protected virtual IEnumerable<string> Names(RuleContext context) => [];
}
