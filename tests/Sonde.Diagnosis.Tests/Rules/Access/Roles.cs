namespace Sonde.Diagnosis.Tests.Rules.Access;

/// <summary>Roles and bindings.</summary>
internal static class Roles
{
    /// <summary>Adds the Role <c>shop/r</c>.</summary>
    public static TestCluster Role(this TestCluster cluster, string resource, string verb) => cluster.Object(
        "rbac.authorization.k8s.io/v1", "Role", "r", $$""" "rules":[{"apiGroups":[""],"resources":["{{resource}}"],"verbs":["{{verb}}"]}] """);

    /// <summary>Adds the RoleBinding <c>shop/b</c> of the ServiceAccount <c>shop/janitor</c>.</summary>
    public static TestCluster Binding(this TestCluster cluster, string kind, string name) => cluster.Object(
        "rbac.authorization.k8s.io/v1", "RoleBinding", "b", $$""" "roleRef":{"kind":"{{kind}}","name":"{{name}}"},"subjects":[{"kind":"ServiceAccount","name":"janitor","namespace":"shop"}] """);
}
