using Sonde.Diagnosis.Model.Access;

namespace Sonde.Diagnosis.Rules;

/// <summary>What a ServiceAccount may do, by the bindings that name it (kubernetes plugin/pkg/auth/authorizer/rbac).</summary>
internal static class RbacEvaluation
{
    /// <summary>The roles that a ServiceAccount has in a namespace (empty: in the whole cluster), each with the binding that gives it.</summary>
    public static IEnumerable<(RoleBinding Binding, Role? Role)> RolesOf(string space, string account, string where, RuleContext context) =>
        context.All<RoleBinding>()
            .Where(binding => (binding.Ref.Namespace.Length == 0 || binding.Ref.Namespace == where) && binding.Subjects.Any(subject => subject.Is(space, account)))
            .Select(binding => (binding, context.Find<Role>(binding.RoleKind, binding.RoleKind == "Role" ? binding.Ref.Namespace : "", binding.RoleName)));

    /// <summary>Whether all roles and bindings that could allow something in a namespace were read.</summary>
    public static bool IsKnown(string where, RuleContext context) =>
        context.KnowsAll("ClusterRole", "") && context.KnowsAll("ClusterRoleBinding", "")
        && (where.Length == 0 || (context.KnowsAll("Role", where) && context.KnowsAll("RoleBinding", where)))
        && context.All<RoleBinding>().All(binding => binding.Meta.Knows("spec"));
}
