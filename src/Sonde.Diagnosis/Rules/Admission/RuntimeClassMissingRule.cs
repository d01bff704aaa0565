using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>The RuntimeClass of the pods does not exist.</summary>
internal sealed class RuntimeClassMissingRule : PodClassRuleBase
{
    public override string Slug => "runtime-class-missing";

    public override IReadOnlyList<string> Kinds => AdmissionRefusals.Kinds;

    protected override AdmissionProblem Problem => AdmissionProblem.RuntimeClass;

    protected override string Class => "RuntimeClass";

    protected override string Field => "runtimeClassName";

    protected override string NameIn(PodSpec spec) => spec.RuntimeClass;
}
