using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Access;

public sealed class RbacForbiddenRuleTests
{
    private const string Line = """error="pods is forbidden: User \"system:serviceaccount:shop:janitor\" cannot list resource \"pods\" in API group \"\" in the namespace \"shop\"" """;

    private readonly RbacForbiddenRule _rule = new();

    [Fact]
    public void The_account_the_verb_and_what_it_may_do_are_named()
    {
        Finding finding = Assert.Single(Janitor(Pods.Ready()).Role("pods", "get").Binding("Role", "r").Evaluate(_rule));
        Assert.Equal("ServiceAccount shop/janitor", finding.Subject.ToString());
        Assert.Equal("may not list pods in namespace shop, which Deployment shop/janitor does; its role allows get on pods", finding.Title);
        Assert.Contains("\"verbs\":[\"list\"]", Assert.Single(finding.Remedies).Command, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_over_it_is_an_effect()
    {
        RootCause root = Assert.Single(Janitor(Pods.Crashed(1)).Diagnose().Roots);
        Assert.Equal("rbac-forbidden", root.Finding.Rule);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Deployment shop/janitor");
    }

    [Fact]
    public void No_binding_and_a_binding_to_nothing_are_said()
    {
        string[] kinds = ["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"];
        Assert.Contains("no binding names it there", Assert.Single(Janitor(Pods.Ready()).Complete(kinds).Evaluate(_rule)).Title, StringComparison.Ordinal);
        Assert.Contains("RoleBinding shop/b names the Role r, which does not exist", Assert.Single(Janitor(Pods.Ready()).Complete(kinds).Binding("Role", "r").Evaluate(_rule)).Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pods", "list")]
    [InlineData("*", "*")]
    public void What_is_allowed_by_now_was_repaired(string resource, string verb) => Assert.Empty(Janitor(Pods.Ready()).Role(resource, verb).Binding("Role", "r").Evaluate(_rule));

    [Fact]
    public void A_cluster_role_bound_to_the_groups_of_the_account_counts() => Assert.Empty(Janitor(Pods.Ready())
        .Object("rbac.authorization.k8s.io/v1", "ClusterRole", "view", """ "rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}] """, "")
        .Object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "b", """ "roleRef":{"kind":"ClusterRole","name":"view"},"subjects":[{"kind":"Group","name":"system:serviceaccounts:shop"}] """, "").Evaluate(_rule));

    [Fact]
    public void A_role_for_one_object_does_not_allow_a_list() => Assert.Single(Janitor(Pods.Ready())
        .Object("rbac.authorization.k8s.io/v1", "Role", "r", """ "rules":[{"apiGroups":[""],"resources":["pods"],"resourceNames":["x"],"verbs":["list"]}] """).Binding("Role", "r").Evaluate(_rule));

    [Fact]
    public void A_line_about_a_node_or_a_person_is_not_about_an_account() => Assert.Empty(new TestCluster().Deployment("web", Pods.Spec(), Pods.Ready())
        .Log("web-1-a", "app", false, "pods is forbidden: User \"system:node:n1\" cannot list resource \"pods\" in API group \"\" in the namespace \"shop\"").Evaluate(_rule));

    private static TestCluster Janitor(string status) => new TestCluster().Deployment("janitor", Pods.Spec(), status).Log("janitor-1-a", "app", false, "starting", Line);
}
