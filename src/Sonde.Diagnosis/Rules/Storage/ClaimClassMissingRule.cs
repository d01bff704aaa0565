using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Storage;

namespace Sonde.Diagnosis.Rules;

/// <summary>A claim names a StorageClass that does not exist, or none while there is no default.</summary>
internal sealed class ClaimClassMissingRule : ObjectRule<PersistentVolumeClaim>
{
    public override string Slug => "claim-class-missing";

    public override IReadOnlyList<string> Kinds => ["PersistentVolumeClaim", "PersistentVolume", "StorageClass", "Pod", "Event"];

    public override void Evaluate(PersistentVolumeClaim subject, RuleContext context)
    {
        if (subject.Phase != "Pending" || subject.Volume.Length > 0 || subject.StorageClass == "" || ClaimFit.ClassOf(subject, context) is not null)
            return;
        KubeEvent? seen = context.Events(subject.Ref).LastOrDefault(one => one.Reason is "ProvisioningFailed" or "FailedBinding");
        bool isSaid = seen is not null && (seen.Message.Contains("not found", StringComparison.Ordinal) || seen.Message.Contains("no storage class is set", StringComparison.Ordinal));
        if (!isSaid && !context.KnowsAll("StorageClass", ""))
            return;
        // A class need not exist as an object for volumes that an administrator made under its name.
        PersistentVolume[] sameName = [.. context.All<PersistentVolume>().Where(volume => volume.StorageClass == (subject.StorageClass ?? ""))];
        if (sameName.Length > 0 && !isSaid)
            return;
        StorageClass[] classes = [.. context.All<StorageClass>()];
        string have = classes.Length == 0 ? "there is no StorageClass at all" : $"there {(classes.Length == 1 ? "is" : "are")} {string.Join(", ", classes.Select(one => one.Ref.Name).Take(5))}";
        string? near = subject.StorageClass is { } wanted ? NearName.Of(wanted, classes.Select(one => one.Ref.Name)) : null;
        context.Report(new Finding(Slug, subject.Ref, subject.StorageClass is { } name
            ? $"names the StorageClass {name}, which does not exist; {have}"
            : $"names no StorageClass, and none is the default; {have}")
        {
            Since = subject.Meta.Created,
            Evidence =
            [
                new Evidence(subject.Ref, "spec.storageClassName", subject.StorageClass ?? "not set", null),
                new Evidence(subject.Ref, "status.phase", "Pending", subject.Meta.Created),
                .. seen is null ? (Evidence[])[] : [new Evidence(subject.Ref, $"event {seen.Reason} ×{seen.Count}", LogExcerpt.Shorten(seen.Message), seen.Last)],
            ],
            Remedies = subject.StorageClass is null
                ? [new Remedy("make one class the default", $"kubectl patch storageclass {(classes.Length > 0 ? classes[0].Ref.Name : "NAME")} -p '{{\"metadata\":{{\"annotations\":{{\"storageclass.kubernetes.io/is-default-class\":\"true\"}}}}}}'", null, IsDisruptive: false)]
                :
                [
                    new Remedy($"make the claim again with a class that exists{(near is null ? "" : $" ({near})")}: the class of a claim cannot be changed",
                        $"kubectl get pvc -n {subject.Ref.Namespace} {subject.Ref.Name} -o json | kubectl patch --local -f - -p '{{\"spec\":{{\"storageClassName\":\"{near ?? "NAME"}\"}}}}' -o json | kubectl replace --force -f -", null, IsDisruptive: true),
                    new Remedy($"or make the StorageClass {subject.StorageClass}; the claim is then served by itself", null, null, IsDisruptive: false),
                ],
        });
    }
}
