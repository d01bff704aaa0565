using System.Text;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Access;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Policy;
using Sonde.Diagnosis.Model.Storage;
using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Tests.Sources;

/// <summary>
/// Autoscalers, budgets, quotas, limits, roles, NetworkPolicies, volumes and classes: what kubectl 1.32 described of a real 1.36 cluster reads
/// like the objects themselves.
/// </summary>
public sealed class PolicyTextTests
{
    private static readonly Cluster Objects = ReadObjects();
    private static readonly Cluster Described = TextFixture.Cluster(TextFixture.Read("policies.txt"));
    private static readonly Cluster Listed = TextFixture.Cluster(TextFixture.Read("policies-get.txt"));

    [Fact]
    public void Autoscalers() => Same<HorizontalPodAutoscaler>(Described, one => new
    {
        one.Target,
        one.Min,
        one.Max,
        one.Current,
        Metrics = string.Join("; ", one.Metrics),
        Conditions = string.Join("; ", one.Conditions.Select(condition => $"{condition.Type} {condition.Status} {condition.Reason} {condition.Message}")),
    });

    [Fact]
    public void Budgets() => Same<PodDisruptionBudget>(Described, one => new { one.MinAvailable, one.MaxUnavailable, one.Allowed, one.Healthy, one.Desired, one.Expected, Pods = Text(one.Selector) });

    [Fact]
    public void Quotas()
    {
        Same<ResourceQuota>(Described, one => new { Hard = Text(one.Hard), Used = Text(one.Used), Scopes = string.Join(",", one.Scopes) });
        Same<ResourceQuota>(Listed, one => new { Hard = Text(one.Hard), Used = Text(one.Used) });
    }

    [Fact]
    public void Limits() => Same<LimitRange>(Described, one => string.Join("; ", one.Limits.OrderBy(item => item.Type, StringComparer.Ordinal)
        .Select(item => $"{item.Type} {Text(item.Max)} {Text(item.Min)} {Text(item.Default)} {Text(item.DefaultRequest)} {Text(item.MaxRatio)}")));

    [Fact]
    public void Roles_give_the_same_rights()
    {
        foreach (Role role in Objects.All<Role>())
        {
            Role text = Assert.IsType<Role>(Described.Find(role.Ref));
            foreach ((string verb, string group, string resource, string name) in (ReadOnlySpan<(string, string, string, string)>)
                [("get", "", "pods", ""), ("list", "", "pods/log", ""), ("delete", "", "pods", ""), ("patch", "apps", "deployments", "web"), ("patch", "apps", "deployments", "api"), ("patch", "", "deployments", "web")])
            {
                Assert.Equal(role.Rules.Any(rule => rule.Allows(verb, group, resource, name)), text.Rules.Any(rule => rule.Allows(verb, group, resource, name)));
            }
        }

        // describe names the group of every resource alike, so that *.* is all groups.
        Assert.Contains(Described.All<Role>(), role => role.Ref.Kind == "ClusterRole" && role.Rules.Any(rule => rule.Allows("delete", "", "secrets", "")));
    }

    [Fact]
    public void Bindings()
    {
        Same<RoleBinding>(Described, one => new { one.RoleKind, one.RoleName, Subjects = string.Join("; ", one.Subjects.OrderBy(subject => subject.Name, StringComparer.Ordinal)) });
        Same<RoleBinding>(Listed, one => new { one.RoleKind, one.RoleName, Subjects = string.Join("; ", one.Subjects.OrderBy(subject => subject.Name, StringComparer.Ordinal)) });
    }

    [Fact]
    public void Network_policies() => Same<NetworkPolicy>(Described, one => new
    {
        Pods = Text(one.Pods),
        one.IsolatesIngress,
        one.IsolatesEgress,
        Ingress = string.Join("; ", one.Ingress.Select(Text)),
        Egress = string.Join("; ", one.Egress.Select(Text)),
    });

    [Fact]
    public void Volumes_and_classes()
    {
        Same<PersistentVolume>(Described, one => new { one.StorageClass, one.Phase, one.Capacity, one.Mode, Modes = string.Join(",", one.AccessModes), Where = string.Join("; ", one.NodeAffinity.SelectMany(term => term.Labels).Select(Text)) });
        Same<StorageClass>(Described, one => new { one.Provisioner, one.WaitsForConsumer, Where = string.Join("; ", one.AllowedTopologies.SelectMany(term => term.Labels).Select(Text)) });
        Same<IngressClass>(Described, one => one.Controller);
        Same<IngressClass>(Listed, one => one.Controller);
    }

    [Fact]
    public void What_tables_do_not_show_isolates_nobody()
    {
        Assert.All(Listed.All<NetworkPolicy>(), policy => Assert.False(policy.Meta.Knows("spec")));
        Assert.DoesNotContain(TextFixture.Roots(Listed), root => root.StartsWith("network-policy-blocks", StringComparison.Ordinal));
    }

    [Fact]
    public void Text_and_objects_name_the_same_causes()
    {
        string[] right = TextFixture.Roots(Objects);
        Assert.Contains("hpa-target-missing HorizontalPodAutoscaler web-stage/storefront", right);
        Assert.Contains("hpa-target-missing HorizontalPodAutoscaler web-stage/storefront", TextFixture.Roots(Described));
    }

    private static void Same<T>(Cluster text, Func<T, object> parts)
        where T : KubeObject
    {
        Assert.NotEmpty(Objects.All<T>());
        Assert.Equal(
            Objects.All<T>().Select(one => $"{one.Ref} {parts(one)}"),
            text.All<T>().Where(one => Objects.Find(one.Ref) is not null).Select(one => $"{one.Ref} {parts(one)}"));
    }

    private static string Text(IReadOnlyDictionary<string, Quantity> amounts) =>
        string.Join(",", amounts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Text(LabelSelector? selector) => selector is null ? "none"
        : string.Join(",", selector.Requirements.Select(Text).Order(StringComparer.Ordinal));

    private static string Text(LabelRequirement one) => $"{one.Key} {one.Operator} {string.Join("|", one.Values.Order(StringComparer.Ordinal))}";

    private static string Text(NetworkPolicyRule rule) =>
        $"{string.Join(" or ", rule.Peers.Select(peer => $"{Text(peer.Pods)}/{Text(peer.Namespaces)}/{peer.Cidr}-{string.Join(",", peer.Except)}"))} on {string.Join(",", rule.Ports)}";

    private static Cluster ReadObjects()
    {
        var builder = new ClusterBuilder();
        ObjectFiles.Read(Encoding.UTF8.GetBytes(TextFixture.Read("policies.json")), "policies.json", builder);
        return builder.Build();
    }
}
