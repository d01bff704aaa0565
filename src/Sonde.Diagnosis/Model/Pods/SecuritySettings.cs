namespace Sonde.Diagnosis.Model.Pods;

/// <summary>The part of a security context that rules read. Null: not set.</summary>
/// <param name="RunAsNonRoot">The user must not be root.</param>
/// <param name="RunAsUser">The user's number.</param>
/// <param name="ReadOnlyRoot">The root file system cannot be written.</param>
/// <param name="IsPrivileged">No isolation from the node.</param>
public sealed record SecuritySettings(bool? RunAsNonRoot, long? RunAsUser, bool? ReadOnlyRoot, bool? IsPrivileged)
{
    /// <summary>Nothing is set.</summary>
    public static SecuritySettings None { get; } = new(null, null, null, null);
}
