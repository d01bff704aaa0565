using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>The PriorityClass of the pods does not exist.</summary>
internal sealed class PriorityClassMissingRule : PodClassRuleBase
{
    public override string Slug => "priority-class-missing";

    public override IReadOnlyList<string> Kinds => [.. AdmissionRefusals.Kinds, "PriorityClass"];

    protected override AdmissionProblem Problem => AdmissionProblem.PriorityClass;

    protected override string Class => "PriorityClass";

    protected override string Field => "priorityClassName";

    protected override string NameIn(PodSpec spec) => spec.PriorityClass;

    protected override bool IsThere(string name, RuleContext context) => context.Find(new ObjectRef("PriorityClass", "", name)) is not null;

    protected override IEnumerable<string> Names(RuleContext context) =>
        context.All<OtherObject>().Where(one => one.Ref.Kind == "PriorityClass").Select(one => one.Ref.Name);
}
