namespace Sonde.Diagnosis.Model.Access;

/// <summary>Somebody who has a role.</summary>
/// <param name="Kind"><c>ServiceAccount</c>, <c>User</c> or <c>Group</c>.</param>
/// <param name="Namespace">The ServiceAccount's namespace; empty for others.</param>
/// <param name="Name">The name.</param>
public sealed record RoleSubject(string Kind, string Namespace, string Name)
{
    /// <summary>Whether a ServiceAccount is meant, by its name or by a group that it is in.</summary>
    public bool Is(string space, string account) => Kind switch
    {
        "ServiceAccount" => Namespace == space && Name == account,
        "User" => Name == $"system:serviceaccount:{space}:{account}",
        // apiserver pkg/authentication/serviceaccount: MakeGroupNames
        "Group" => Name is "system:serviceaccounts" or "system:authenticated" || Name == $"system:serviceaccounts:{space}",
        _ => false,
    };
}
