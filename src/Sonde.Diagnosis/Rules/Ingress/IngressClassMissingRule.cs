using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Rules;

/// <summary>An Ingress names a class that does not exist, or none while there is no default: nobody serves it.</summary>
internal sealed class IngressClassMissingRule : ObjectRule<Ingress>
{
    private const string OldAnnotation = "kubernetes.io/ingress.class";

    public override string Slug => "ingress-class-missing";

    public override IReadOnlyList<string> Kinds => ["Ingress", "IngressClass"];

    public override void Evaluate(Ingress subject, RuleContext context)
    {
        // Whoever gave it an address serves it.
        if (!context.KnowsAll("IngressClass", "") || subject.LoadBalancer.Count > 0)
            return;
        IReadOnlyList<IngressClass> classes = context.All<IngressClass>();
        bool isOld = subject.Meta.Annotations.GetValueOrDefault(OldAnnotation) == subject.Class && subject.Class.Length > 0;
        if (classes.Any(one => subject.Class.Length > 0 ? one.Ref.Name == subject.Class : one.IsDefault))
            return;
        string have = classes.Count == 0 ? "there is no IngressClass at all" : $"there {(classes.Count == 1 ? "is" : "are")} {string.Join(", ", classes.Select(one => one.Ref.Name).Take(5))}";
        string? near = subject.Class.Length > 0 ? NearName.Of(subject.Class, classes.Select(one => one.Ref.Name)) ?? (classes.Count == 1 ? classes[0].Ref.Name : null)
            : classes.Count == 1 ? classes[0].Ref.Name : null;
        context.Report(new Finding(Slug, subject.Ref, subject.Class.Length > 0
            ? $"names the IngressClass {subject.Class}, which does not exist, so that no controller serves it; {have}"
            : $"names no IngressClass, and none is the default, so that no controller serves it; {have}")
        {
            // Some controllers serve what the old annotation names, or what names none, without an object.
            Severity = isOld || subject.Class.Length == 0 ? Severity.Warning : Severity.Error,
            Confidence = isOld || subject.Class.Length == 0 ? Confidence.Possible : Confidence.Certain,
            Since = subject.Meta.Created,
            Evidence =
            [
                new Evidence(subject.Ref, isOld ? $"metadata.annotations[{OldAnnotation}]" : "spec.ingressClassName", subject.Class.Length > 0 ? subject.Class : "not set", null),
                new Evidence(subject.Ref, "status.loadBalancer", "empty", null),
            ],
            Remedies =
            [
                new Remedy(near is null ? "name a class that exists" : $"name {near}",
                    $"kubectl patch ingress -n {subject.Ref.Namespace} {subject.Ref.Name} --type=merge -p '{{\"spec\":{{\"ingressClassName\":\"{near ?? "NAME"}\"}}}}'", null, IsDisruptive: false),
                new Remedy("or install the controller whose class it names", "kubectl get ingressclasses", null, IsDisruptive: false),
            ],
        });
    }
}
