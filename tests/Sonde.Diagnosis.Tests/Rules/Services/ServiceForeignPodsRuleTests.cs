using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Services;

/// <summary>A Service that sends requests to pods which it is not meant for.</summary>
public sealed class ServiceForeignPodsRuleTests
{
    private const string Web = "\"ports\":[{\"containerPort\":8080}]";

    [Fact]
    public void A_worker_with_the_same_label_is_named_and_told_apart()
    {
        Finding finding = Assert.Single(Shop("\"args\":[\"work\"]").Evaluate(new ServiceForeignPodsRule()));
        Assert.Equal("Service shop/front", finding.Subject.ToString());
        Assert.Equal("selects part-of=shop, and so pods of Deployment shop/jobs as well, which do not offer port 8080: 1 of the 2 pods that requests go to", finding.Title);
        Assert.Equal((Severity.Warning, Confidence.Possible), (finding.Severity, finding.Confidence));
        Assert.Equal("kubectl patch -n shop service/front -p '{\"spec\":{\"selector\":{\"app\":\"web\"}}}'", finding.Remedies[0].Command);
        Assert.Contains(finding.Evidence, evidence => evidence.Object.Name == "jobs-1-a" && evidence.Value.Contains("no ports declared", StringComparison.Ordinal));
    }

    [Fact]
    public void Pods_that_declare_other_ports_are_likely() => Assert.Equal(Confidence.Likely,
        Assert.Single(Shop("\"ports\":[{\"containerPort\":6379}]", "redis:7").Evaluate(new ServiceForeignPodsRule())).Confidence);

    [Fact]
    public void Pods_that_are_not_ready_are_in_nobodys_way_yet() => Assert.Equal(Severity.Info,
        Assert.Single(Shop("\"args\":[\"work\"]", status: Pods.NotReady).Evaluate(new ServiceForeignPodsRule())).Severity);

    [Theory]
    [InlineData("\"ports\":[{\"containerPort\":8080}]", "registry.example/app:2")]
    [InlineData("", "registry.example/app:2")]
    [InlineData("\"readinessProbe\":{\"tcpSocket\":{\"port\":8080}}", "other:1")]
    public void A_second_version_or_one_that_answers_there_is_no_stranger(string container, string image) =>
        Assert.Empty(Shop(container, image).Evaluate(new ServiceForeignPodsRule()));

    [Fact]
    public void A_port_of_a_name_picks_its_pods_and_a_headless_Service_sends_none()
    {
        Assert.Empty(Shop("", "other:1", port: """{"port":80,"targetPort":"http"}""").Evaluate(new ServiceForeignPodsRule()));
        Assert.Empty(Shop("", "other:1", more: "\"clusterIP\":\"None\"").Evaluate(new ServiceForeignPodsRule()));
    }

    [Fact]
    public void A_log_that_says_it_listens_there_clears_it() => Assert.Empty(
        Shop("", "other:1").Log("jobs-1-a", "app", false, "INFO listening on 0.0.0.0:8080").Evaluate(new ServiceForeignPodsRule()));

    [Theory]
    [InlineData("orders", "orders:1", true)]
    [InlineData("cart-canary", "orders:1", false)]
    [InlineData("orders", "cart:2", false)]
    public void Another_application_on_the_same_port_answers_in_its_place(string name, string image, bool isFound)
    {
        TestCluster cluster = Two("cart", Pods.Spec(Web, "cart:1"), name, Pods.Spec(Web, image), Pods.Ready()).Service("cart", """{"part-of":"shop"}""");
        Finding? finding = cluster.Evaluate(new ServiceForeignPodsRule()).SingleOrDefault();
        Assert.Equal(isFound, finding is not null);
        if (finding is not null)
            Assert.Contains("pods of Deployment shop/orders as well, another application, which answers in its place: 1 of the 2", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_the_root_of_a_diagnosis() => Assert.Equal("service-foreign-pods", Assert.Single(Shop("\"args\":[\"work\"]").Diagnose().Roots).Finding.Rule);

    private static TestCluster Shop(string container, string image = "registry.example/app:1", string? status = null, string port = """{"port":80,"targetPort":8080}""", string more = "") =>
        Two("web", Pods.Spec(Web), "jobs", Pods.Spec(container, image), status ?? Pods.Ready()).Service("front", """{"part-of":"shop"}""", port, more);

    /// <summary>Two Deployments whose pods have one label in common.</summary>
    private static TestCluster Two(string one, string spec, string other, string otherSpec, string status)
    {
        var cluster = new TestCluster();
        foreach ((string name, string its, string now) in ((string, string, string)[])[(one, spec, Pods.Ready()), (other, otherSpec, status)])
        {
            string labels = $$"""{"app":"{{name}}","part-of":"shop"}""";
            cluster.Object("apps/v1", "Deployment", name, $$""" "spec":{"replicas":1,"selector":{"matchLabels":{{labels}} },"template":{"metadata":{"labels":{{labels}} },"spec":{{its}} } } """, meta: $"\"uid\":\"d-{name}\"");
            cluster.Object("apps/v1", "ReplicaSet", name + "-1", $$""" "spec":{"replicas":1,"selector":{"matchLabels":{{labels}} },"template":{"metadata":{"labels":{{labels}} },"spec":{{its}} } },"status":{"replicas":1} """,
                meta: $$""" "uid":"r-{{name}}","ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"{{name}}","uid":"d-{{name}}","controller":true}] """);
            cluster.Pod($"{name}-1-a", its, now, labels, $$"""[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{name}}-1","uid":"r-{{name}}","controller":true}]""");
        }

        return cluster;
    }
}
