namespace Sonde.Diagnosis.Model;

/// <summary>One object before and after a step.</summary>
/// <param name="Ref">Its name.</param>
/// <param name="Before">As it was; null when it was not there.</param>
/// <param name="After">As it is; null when it is gone.</param>
internal sealed record ObjectChange(ObjectRef Ref, KubeObject? Before, KubeObject? After)
{
    /// <summary>It came, or went.</summary>
    public bool IsArrivalOrLeave => Before is null || After is null;

    /// <summary>The sides that exist.</summary>
    public IEnumerable<KubeObject> Sides => Before is null ? [After!] : After is null ? [Before] : [Before, After];

    /// <summary>The controllers that own it are not the same before and after.</summary>
    public bool ChangesOwner => OwnerOf(Before) != OwnerOf(After);

    private static ObjectRef? OwnerOf(KubeObject? one) => one?.Meta.Owners.FirstOrDefault(owner => owner.IsController)?.Owner;
}
