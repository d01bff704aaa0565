using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Tests.Rules.Services;

namespace Sonde.Diagnosis.Tests.Rules.Names;

public sealed class EnvHostUnresolvableRuleTests
{
    private readonly EnvHostUnresolvableRule _rule = new();

    [Theory]
    [InlineData("DB_HOST", "postgrse", "names postgrse, and no Service of that name exists in namespace shop; postgres exists")]
    [InlineData("DB_ADDR", "postgrse:5432", "names postgrse:5432, and no Service of that name exists")]
    [InlineData("CACHE", "redis://cache:6379/0", "names cache:6379, and no Service of that name exists")]
    [InlineData("API_URL", "http://api.other/v1", "names api.other, and no Service of that name exists in namespace other")]
    [InlineData("API_URL", "http://api.gone.svc.cluster.local", "names api.gone.svc.cluster.local, and there is no namespace gone")]
    [InlineData("API_URL", "http://web.shop", "and no Service of that name exists in namespace shop; namespace other has it: web.other")]
    [InlineData("API_URL", "http://postgres:8080/x", "names postgres:8080, but Service shop/postgres has no port 8080: it has 5432")]
    [InlineData("API_URL", "https://postgres/x", "names postgres, but Service shop/postgres has no port 443: it has 5432")]
    public void A_name_or_port_that_no_service_has_is_told(string name, string value, string text) =>
        Assert.Contains(text, Assert.Single(Shop(Env(name, value)).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Theory]
    [InlineData("DB_HOST", "postgres")]
    [InlineData("DB_ADDR", "postgres.shop.svc.cluster.local:5432")]
    [InlineData("DB_HOST", "postgres-0.postgres")]
    [InlineData("API_URL", "https://api.example.com/v1")]
    [InlineData("API_URL", "http://localhost:8080")]
    [InlineData("KUBE", "https://kubernetes.default.svc")]
    [InlineData("MODE", "production")]
    [InlineData("DB_USER", "scoring")]
    [InlineData("IMAGE", "redis:7")]
    [InlineData("BUCKET", "s3://reports/daily")]
    [InlineData("ALLOWED_HOSTS", "shop,localhost")]
    [InlineData("ROUNDING", "15m")]
    [InlineData("LISTEN_ADDR", "web:8080")]
    public void What_exists_is_outside_or_is_no_host_is_let_be(string name, string value) => Assert.Empty(Shop(Env(name, value)).Evaluate(_rule));

    [Fact]
    public void A_port_beside_a_host_is_checked() => Assert.Contains("has no port 3306", Assert.Single(
        Shop(""" "env":[{"name":"DB_HOST","value":"postgres"},{"name":"DB_PORT","value":"3306"}] """).Evaluate(_rule)).Title, StringComparison.Ordinal);

    [Fact]
    public void A_value_out_of_a_config_map_is_told_there()
    {
        Finding finding = Assert.Single(Shop(""" "envFrom":[{"configMapRef":{"name":"conf"}}] """).Object("v1", "ConfigMap", "conf", """ "data":{"DB_HOST":"nowhere"} """).Evaluate(_rule));
        Assert.Equal("ConfigMap shop/conf", finding.Evidence[0].Object.ToString());
        Assert.Contains("correct the value in ConfigMap shop/conf", Assert.Single(finding.Remedies).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_of_the_arguments_counts_and_a_script_does_not()
    {
        Assert.Contains("args of container app names db:5432", Assert.Single(Shop(""" "args":["--db=db:5432"] """).Evaluate(_rule)).Title, StringComparison.Ordinal);
        Assert.Empty(Shop(""" "command":["sh","-c","curl http://db:5432 || true"] """).Evaluate(_rule));
    }

    [Fact]
    public void A_log_that_says_so_makes_it_certain_and_a_crash_over_it_an_effect()
    {
        TestCluster cluster = new TestCluster().Deployment("web", Pods.Spec(Env("DB_HOST", "nowhere")), Pods.Crashed(1))
            .Log("web-1-a", "app", false, "psycopg2.OperationalError: could not translate host name \"nowhere\" to address: Name or service not known");
        Finding finding = Assert.Single(cluster.Diagnose().Roots).Finding;
        Assert.Equal("env-host-unresolvable", finding.Rule);
        Assert.Equal(Confidence.Certain, finding.Confidence);
    }

    [Fact]
    public void A_workload_without_replicas_calls_nobody() => Assert.Empty(Shop("").Object("apps/v1", "Deployment", "off",
        """ "spec":{"replicas":0,"template":{"spec":{"containers":[{"name":"app","image":"a","env":[{"name":"DB_HOST","value":"nowhere"}]}]}}} """).Evaluate(_rule));

    private static string Env(string name, string value) => $$""" "env":[{"name":"{{name}}","value":"{{value}}"}] """;

    private static TestCluster Shop(string container) => new TestCluster().Complete("Namespace").Namespace("shop").Namespace("other")
        .Service("postgres", """{"app":"postgres"}""", """{"port":5432}""")
        .Object("v1", "Service", "web", """ "spec":{"selector":{"app":"w"},"ports":[{"port":80}]} """, "other")
        .Deployment("app", Pods.Spec(container), Pods.Ready());
}
