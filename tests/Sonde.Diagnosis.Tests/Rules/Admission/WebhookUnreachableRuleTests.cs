using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Tests.Rules.Services;

namespace Sonde.Diagnosis.Tests.Rules.Admission;

public sealed class WebhookUnreachableRuleTests
{
    private const string Refusal = """Error creating: Internal error occurred: failed calling webhook "inject.example.com": failed to call webhook: Post "https://injector.shop.svc:443/m?timeout=5s": """;

    private readonly WebhookUnreachableRule _rule = new();

    [Theory]
    [InlineData("service \"injector\" not found", "Service shop/injector does not exist")]
    [InlineData("x509: certificate signed by unknown authority", "Service shop/injector does not exist")]
    public void The_configuration_is_the_cause_when_its_service_is_absent(string why, string title)
    {
        Finding finding = Assert.Single(Hook().Short("web", Pods.Spec(), Refusal + why).Diagnose().Roots).Finding;
        Assert.Equal("MutatingWebhookConfiguration injector", finding.Subject.ToString());
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains(title, finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_certificate_is_said_when_the_service_is_there() => Assert.Contains("certificate that the configuration's caBundle does not vouch for", Assert.Single(
        Hook().Service("injector", "{}", """{"port":443}""").Short("web", Pods.Spec(), Refusal + "x509: certificate signed by unknown authority").Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void Pods_behind_it_that_crash_are_the_root()
    {
        DiagnosisResult result = Hook().Service("injector", """{"app":"injector"}""", """{"port":443,"targetPort":8443}""")
            .Deployment("injector", Pods.Spec(), Pods.Crashed(1)).Short("web", Pods.Spec(), Refusal + "no endpoints available for service \"injector\"").Complete("Pod").Diagnose();
        RootCause root = Assert.Single(result.Roots);
        Assert.Equal("container-crash", root.Finding.Rule);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Deployment shop/web");
    }

    [Fact]
    public void Before_anything_is_refused_it_is_a_warning() => Assert.Equal(Severity.Warning, Assert.Single(Hook().Evaluate(_rule)).Severity);

    [Fact]
    public void One_that_lets_through_what_it_cannot_be_asked_harms_nobody() => Assert.Empty(Hook("Ignore").Evaluate(_rule));

    [Fact]
    public void One_that_serves_is_well() => Assert.Empty(Hook().Service("injector", """{"app":"injector"}""", """{"port":443,"targetPort":8443}""")
        .Deployment("injector", Pods.Spec(), Pods.Ready()).Complete("Pod").Evaluate(_rule));

    private static TestCluster Hook(string policy = "Fail") => new TestCluster().Object("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "injector", $$"""
        "webhooks":[{"name":"inject.example.com","failurePolicy":"{{policy}}","clientConfig":{"service":{"namespace":"shop","name":"injector"} },
         "rules":[{"operations":["CREATE"],"resources":["pods"]}]}]
        """, "");
}
