using Sonde.Diagnosis.Model.Storage;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// Whether a volume fits a claim, field by field, as the volume controller asks (component-helpers storage/volume: FindMatchingVolume).
/// </summary>
internal static class ClaimFit
{
    /// <summary>Volumes that nobody makes: an administrator does.</summary>
    public const string NoProvisioner = "kubernetes.io/no-provisioner";

    /// <summary>The class of a claim; null when it has none, or none of that name is here.</summary>
    public static StorageClass? ClassOf(PersistentVolumeClaim claim, RuleContext context) =>
        claim.StorageClass is { Length: > 0 } name ? context.Find<StorageClass>("StorageClass", "", name)
        : claim.StorageClass is null ? context.All<StorageClass>().FirstOrDefault(one => one.IsDefault) : null;

    /// <summary>The name of the class that a volume must have to fit.</summary>
    public static string ClassName(PersistentVolumeClaim claim, RuleContext context) =>
        claim.StorageClass ?? ClassOf(claim, context)?.Ref.Name ?? "";

    /// <summary>Why a volume does not fit, one text for each field; empty when it fits.</summary>
    public static IReadOnlyList<string> Misfits(PersistentVolumeClaim claim, PersistentVolume volume, RuleContext context)
    {
        var misfits = new List<string>();
        string className = ClassName(claim, context);
        if (volume.StorageClass != className)
            misfits.Add($"its class is {Named(volume.StorageClass)}, not {Named(className)}");
        if (claim.Request is { } request && volume.Capacity is { } capacity && capacity.Value < request.Value)
            misfits.Add($"it has {capacity} of the {request}");
        string[] modes = [.. claim.AccessModes.Except(volume.AccessModes)];
        if (modes.Length > 0)
            misfits.Add($"its access modes are {string.Join(", ", volume.AccessModes)}, without {string.Join(", ", modes)}");
        if (claim.Mode != volume.Mode)
            misfits.Add($"its volumeMode is {volume.Mode}, not {claim.Mode}");
        if (claim.Selector is { } selector && !selector.Matches(volume.Meta.Labels))
            misfits.Add($"its labels do not meet {string.Join(", ", selector.Missing(volume.Meta.Labels))}");
        if (volume.Meta.Deleted is not null)
            misfits.Add("it is being deleted");
        if (volume.Claim is { } holder && holder != claim.Ref)
            misfits.Add(volume.Phase == "Released" ? $"it is Released and still kept for {holder}" : $"it is kept for {holder}");
        else if (volume.Phase == "Failed")
            misfits.Add("it is Failed");
        return misfits;
    }

    /// <summary>Whether somebody needs the claim now: a claim that waits for its first pod, and has none, is no fault.</summary>
    public static bool IsNeeded(PersistentVolumeClaim claim, RuleContext context) =>
        ClassOf(claim, context) is not { WaitsForConsumer: true } || context.UsersOf(claim.Ref).Any();

    private static string Named(string name) => name.Length == 0 ? "none" : name;
}
