using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Policy;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class HpaTargetMissingCheck : AuditCheck
{
    public override string Slug => "hpa-target-missing";

    public override CheckArea Area => CheckArea.References;

    public override string Summary => "an autoscaler without its target";

    public override string When => "A HorizontalPodAutoscaler names an object that does not exist in a cluster read as a whole: error; in files: warning when a name there is nearly the same, otherwise hint.";

    public override string Why => "It scales nothing.";

    public override string Fix => "Correct scaleTargetRef.";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject scaler in context.OfKind("HorizontalPodAutoscaler"))
        {
            ObjectRef target = ((HorizontalPodAutoscaler)scaler.Object).Target;
            if (target.Name.Length == 0 || context.Find(target.Kind, target.Name, scaler.Ref) is not null)
                continue;
            bool isComplete = target.Group.Length == 0 && context.KnowsAll(target.Kind, scaler);
            string? near = NearName.Of(target.Name, context.Beside(target.Kind, scaler.Ref).Select(one => one.Ref.Name).Distinct());
            context.Report(scaler, scaler.Root["spec"]["scaleTargetRef"]["name"], isComplete ? Severity.Error : near is not null ? Severity.Warning : Severity.Info,
                $"scales {target.Kind} {target.Name}, which is {(isComplete ? "not there" : "not in these files")}{(near is null ? "" : $"; {near} is")}",
                Remedies.Words(near is null ? "Correct scaleTargetRef" : $"Did you mean {near}?"));
        }
    }
}
