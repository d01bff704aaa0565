namespace Sonde.Diagnosis.Model.Access;

/// <summary>Who has a role: a RoleBinding, or a ClusterRoleBinding.</summary>
public sealed record RoleBinding(Metadata Meta) : KubeObject(Meta)
{
    /// <summary><c>Role</c> or <c>ClusterRole</c>.</summary>
    public string RoleKind { get; init; } = "";

    /// <summary>Name of the role.</summary>
    public string RoleName { get; init; } = "";

    /// <summary>Who has it.</summary>
    public IReadOnlyList<RoleSubject> Subjects { get; init; } = [];
}
