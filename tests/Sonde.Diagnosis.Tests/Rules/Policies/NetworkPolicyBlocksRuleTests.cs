using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Tests.Rules.Names;
using Sonde.Diagnosis.Tests.Rules.Services;

namespace Sonde.Diagnosis.Tests.Rules.Policies;

public sealed class NetworkPolicyBlocksRuleTests
{
    private const string All = "\"podSelector\":{}", Api = """ "podSelector":{"matchLabels":{"app":"api"}} """;

    private readonly NetworkPolicyBlocksRule _rule = new();

    [Theory]
    [InlineData("")]
    [InlineData(""" "ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"frontend"}}}]}],""")]
    [InlineData(""" "ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"web"}}}],"ports":[{"port":9090}]}],""")]
    [InlineData(""" "ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"team":"x"}}}]}],""")]
    [InlineData(""" "ingress":[{"from":[{"ipBlock":{"cidr":"192.0.2.0/24"}}]}],""")]
    [InlineData(""" "ingress":[{"ports":[{"port":8080,"protocol":"UDP"}]}],""")]
    public void A_caller_that_no_rule_lets_in_is_kept_out(string ingress)
    {
        Finding finding = Assert.Single(Shop().Policy("p", $"{Api},{ingress}\"policyTypes\":[\"Ingress\"]").Evaluate(_rule));
        Assert.Equal("NetworkPolicy shop/p", finding.Subject.ToString());
        Assert.Contains("lets Deployment shop/web not in to port 8080 of the pods of Service shop/api", finding.Title, StringComparison.Ordinal);
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains(finding.Effects, effect => effect.Subject.ToString() == "Deployment shop/web");
    }

    [Theory]
    [InlineData(""" "ingress":[{}],""")]
    [InlineData(""" "ingress":[{"from":[{"podSelector":{}}]}],""")]
    [InlineData(""" "ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"web"}}}],"ports":[{"port":"http"}]}],""")]
    [InlineData(""" "ingress":[{"ports":[{"port":8000,"endPort":8100}]}],""")]
    [InlineData(""" "ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8"}}]}],""")]
    [InlineData(""" "ingress":[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"shop"}},"podSelector":{"matchLabels":{"app":"web"}}}]}],""")]
    public void A_rule_for_it_is_enough(string ingress) => Assert.Empty(Shop().Policy("p", $"{Api},{ingress}\"policyTypes\":[\"Ingress\"]").Evaluate(_rule));

    [Fact]
    public void Several_policies_add_up_and_the_one_that_was_meant_has_to_change()
    {
        TestCluster cluster = Shop().Policy("default-deny", All + ",\"policyTypes\":[\"Ingress\"]")
            .Policy("allow-web", Api + ""","ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"webb"}}}],"ports":[{"port":8080}]}],"policyTypes":["Ingress"]""");
        Assert.Equal("NetworkPolicy shop/allow-web", Assert.Single(cluster.Evaluate(_rule)).Subject.ToString());
        Assert.Empty(cluster.Policy("allow-all", Api + ",\"ingress\":[{}],\"policyTypes\":[\"Ingress\"]").Evaluate(_rule));
    }

    [Fact]
    public void Egress_is_evaluated_as_well_dns_included()
    {
        IReadOnlyList<Finding> findings = Shop().Policy("out", """ "podSelector":{"matchLabels":{"app":"web"}},"egress":[],"policyTypes":["Egress"] """).Evaluate(_rule);
        Assert.Contains(findings, finding => finding.Title.Contains("not out to the cluster's DNS (port 53)", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Title.Contains("not out to port 8080 of Service shop/api", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"to":[{"namespaceSelector":{}}],"ports":[{"port":53,"protocol":"UDP"}]}""")]
    [InlineData("""{"ports":[{"port":53,"protocol":"UDP"}]}""")]
    [InlineData("""{"to":[{"ipBlock":{"cidr":"169.254.20.10/32"}}],"ports":[{"port":53,"protocol":"UDP"}]}""")]
    [InlineData("""{"to":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"kube-system"}},"podSelector":{"matchLabels":{"k8s-app":"kube-dns"}}}]}""")]
    public void Dns_that_is_let_out_is_enough(string rule) => Assert.Empty(Shop().Policy("out",
        $$""" "podSelector":{"matchLabels":{"app":"web"} },"egress":[{{rule}},{"to":[{"podSelector":{"matchLabels":{"app":"api"} } }]}],"policyTypes":["Egress"] """).Evaluate(_rule));

    [Fact]
    public void Who_names_no_host_needs_no_dns() => Assert.Empty(new TestCluster().Complete("NetworkPolicy").Deployment("web", Pods.Spec(), Pods.Ready())
        .Policy("out", All + ",\"egress\":[],\"policyTypes\":[\"Egress\"]").Evaluate(_rule));

    [Fact]
    public void A_log_that_times_out_makes_it_the_root_of_everything()
    {
        TestCluster cluster = Shop(Pods.Crashed(1)).Log("web-1-a", "app", false, "dial tcp api:80: i/o timeout").Policy("p", Api + ",\"policyTypes\":[\"Ingress\"]");
        RootCause root = Assert.Single(cluster.Diagnose().Roots);
        Assert.Equal("network-policy-blocks", root.Finding.Rule);
        Assert.Equal(Severity.Error, root.Finding.Severity);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Deployment shop/web");
    }

    [Fact]
    public void Names_that_do_not_resolve_fold_under_the_policy_that_keeps_dns_in()
    {
        TestCluster cluster = Shop().Dns(1, Pods.Ready()).Log("web-1-a", "app", false, "lookup api: Temporary failure in name resolution", "lookup api: Temporary failure in name resolution")
            .Policy("out", """ "podSelector":{"matchLabels":{"app":"web"}},"egress":[{"to":[{"podSelector":{}}]}],"policyTypes":["Egress"] """);
        Assert.Equal("network-policy-blocks", Assert.Single(cluster.Diagnose().Roots).Finding.Rule);
    }

    [Fact]
    public void An_ingress_needs_somebody_from_outside_to_be_let_in()
    {
        TestCluster cluster = Shop().Ingress("in", "api").Policy("same", Api + ",\"ingress\":[{\"from\":[{\"podSelector\":{}}]}],\"policyTypes\":[\"Ingress\"]");
        Assert.Contains("to which Ingress shop/in leads: no ingress controller can reach them", Assert.Single(cluster.Evaluate(_rule)).Title, StringComparison.Ordinal);
        Assert.Empty(cluster.Policy("more", Api + ",\"ingress\":[{\"from\":[{\"namespaceSelector\":{}}]}],\"policyTypes\":[\"Ingress\"]").Evaluate(_rule));
    }

    [Fact]
    public void Policies_that_could_not_all_be_read_prove_nothing() => Assert.Empty(Shop(known: false).Policy("p", Api + ",\"policyTypes\":[\"Ingress\"]").Evaluate(_rule));

    private static TestCluster Shop(string? web = null, bool known = true)
    {
        TestCluster cluster = new TestCluster().Complete("Pod").Namespace("shop", """{"kubernetes.io/metadata.name":"shop"}""")
            .Service("api", """{"app":"api"}""", """{"port":80,"targetPort":8080}""")
            .Deployment("api", Pods.Spec(""" "ports":[{"name":"http","containerPort":8080}] """), Placed(Pods.Ready(), "10.0.0.8"))
            .Deployment("web", Pods.Spec(""" "env":[{"name":"API_URL","value":"http://api"}] """), Placed(web ?? Pods.Ready(), "10.0.0.7"));
        return known ? cluster.Complete("NetworkPolicy") : cluster;
    }

    private static string Placed(string status, string address) => status.Trim().Insert(1, $"\"podIPs\":[{{\"ip\":\"{address}\"}}],");
}
