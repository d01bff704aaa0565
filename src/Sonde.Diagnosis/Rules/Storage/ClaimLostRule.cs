using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Storage;

namespace Sonde.Diagnosis.Rules;

/// <summary>A claim had a volume, and it is gone.</summary>
internal sealed class ClaimLostRule : ObjectRule<PersistentVolumeClaim>
{
    public override string Slug => "claim-lost";

    public override IReadOnlyList<string> Kinds => ["PersistentVolumeClaim", "PersistentVolume", "Event"];

    public override void Evaluate(PersistentVolumeClaim subject, RuleContext context)
    {
        if (subject.Phase != "Lost")
            return;
        KubeEvent? seen = context.Events(subject.Ref).LastOrDefault(one => one.Reason is "ClaimLost" or "ClaimMisbound");
        var volume = context.Find<PersistentVolume>("PersistentVolume", "", subject.Volume);
        string why = volume is null ? "was deleted" : volume.Claim is { } other && other != subject.Ref ? $"now belongs to {other}" : "does not know it any more";
        context.Report(new Finding(Slug, subject.Ref, $"its volume {subject.Volume} {why}: pods that mount it cannot start, and what was on it may be lost")
        {
            Since = seen?.First,
            Evidence =
            [
                new Evidence(subject.Ref, "status.phase", "Lost", seen?.First),
                new Evidence(subject.Ref, "spec.volumeName", subject.Volume, null),
                .. volume is null ? (Evidence[])[] : [new Evidence(volume.Ref, "spec.claimRef", volume.Claim?.ToString() ?? "none", null)],
                .. seen is null ? (Evidence[])[] : [new Evidence(subject.Ref, $"event {seen.Reason}", seen.Message, seen.Last)],
            ],
            Remedies =
            [
                new Remedy($"if the storage behind it is still there: make the PersistentVolume {subject.Volume} again for it, with claimRef {subject.Ref.Namespace}/{subject.Ref.Name}", null, null, IsDisruptive: false),
                new Remedy("otherwise make the claim again, and restore the data from a backup", $"kubectl delete pvc -n {subject.Ref.Namespace} {subject.Ref.Name}", null, IsDisruptive: true),
            ],
        });
    }
}
