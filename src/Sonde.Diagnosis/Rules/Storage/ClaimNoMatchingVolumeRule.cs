using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Storage;

namespace Sonde.Diagnosis.Rules;

/// <summary>No volume fits a claim for which nobody makes one.</summary>
internal sealed class ClaimNoMatchingVolumeRule : ObjectRule<PersistentVolumeClaim>
{
    private const int MostVolumes = 3;

    public override string Slug => "claim-no-matching-volume";

    public override IReadOnlyList<string> Kinds => ["PersistentVolumeClaim", "PersistentVolume", "StorageClass", "Pod", "Event"];

    public override void Evaluate(PersistentVolumeClaim subject, RuleContext context)
    {
        if (subject.Phase != "Pending" || subject.Meta.Deleted is not null || !context.KnowsAll("PersistentVolume", "") || !ClaimFit.IsNeeded(subject, context))
            return;
        StorageClass? storageClass = ClaimFit.ClassOf(subject, context);
        bool isStatic = subject.StorageClass == "" || subject.Volume.Length > 0 || storageClass is { Provisioner: ClaimFit.NoProvisioner }
            || (storageClass is null && context.All<PersistentVolume>().Any(volume => volume.StorageClass == (subject.StorageClass ?? "")) && context.KnowsAll("StorageClass", "") && !SaysNoClass(subject, context));
        if (!isStatic)
            return;
        (PersistentVolume Volume, IReadOnlyList<string> Misfits)[] candidates =
        [
            .. context.All<PersistentVolume>().Where(volume => subject.Volume.Length == 0 || volume.Ref.Name == subject.Volume)
                .Select(volume => (volume, ClaimFit.Misfits(subject, volume, context)))
                // The nearest: of the right class, and with the fewest fields that do not fit.
                .OrderBy(one => one.Item2.Count).ThenByDescending(one => one.volume.StorageClass == ClaimFit.ClassName(subject, context))
                .ThenByDescending(one => one.volume.Capacity?.Value ?? 0),
        ];
        if (candidates.Any(one => one.Misfits.Count == 0))
            return;
        string wants = $"{subject.Request?.Text ?? "any size"}, {string.Join(", ", subject.AccessModes)}{(ClaimFit.ClassName(subject, context) is { Length: > 0 } name ? $", class {name}" : "")}";
        string title = candidates.Length == 0
            ? subject.Volume.Length > 0 ? $"names the volume {subject.Volume}, which does not exist" : $"no volume fits it, and nobody makes one ({wants}): there is no volume at all"
            : subject.Volume.Length > 0 ? $"names the volume {subject.Volume}, which does not fit ({wants}): {string.Join("; ", candidates[0].Misfits)}"
            : $"no volume fits it, and nobody makes one ({wants}): of the nearest, {candidates[0].Volume.Ref.Name}, {string.Join("; ", candidates[0].Misfits)}";
        context.Report(new Finding(Slug, subject.Ref, title)
        {
            Since = subject.Meta.Created,
            Evidence =
            [
                new Evidence(subject.Ref, "spec", wants, null),
                .. candidates.Take(MostVolumes).Select(one => new Evidence(one.Volume.Ref, "compared", string.Join("; ", one.Misfits), null)),
                .. context.Events(subject.Ref).Where(seen => seen.IsWarning).TakeLast(1).Select(seen => new Evidence(subject.Ref, $"event {seen.Reason} ×{seen.Count}", LogExcerpt.Shorten(seen.Message), seen.Last)),
            ],
            Remedies = [.. Remedies(subject, candidates.Select(one => (one.Volume, one.Misfits)).FirstOrDefault())],
        });
    }

    private static bool SaysNoClass(PersistentVolumeClaim claim, RuleContext context) =>
        context.Events(claim.Ref).Any(seen => seen.Reason == "ProvisioningFailed" && seen.Message.Contains("not found", StringComparison.Ordinal));

    private static IEnumerable<Remedy> Remedies(PersistentVolumeClaim claim, (PersistentVolume? Volume, IReadOnlyList<string> Misfits) nearest)
    {
        yield return new Remedy($"make a volume that fits: at least {claim.Request?.Text ?? "some size"}, {string.Join(", ", claim.AccessModes)}", null, null, IsDisruptive: false);
        if (nearest.Volume is { Phase: "Released" } released && nearest.Misfits.Count == 1)
        {
            yield return new Remedy($"or release {released.Ref.Name}, whose claim is gone, if its data may be given to this one",
                $"kubectl patch pv {released.Ref.Name} --type=json -p '[{{\"op\":\"remove\",\"path\":\"/spec/claimRef\"}}]'", null, IsDisruptive: false);
        }
        else if (nearest.Volume is not null)
        {
            yield return new Remedy($"or make the claim again so that {nearest.Volume.Ref.Name} fits: what a claim asks for cannot be changed before it is bound", null, null, IsDisruptive: true);
        }
    }
}
