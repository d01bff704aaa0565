using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Tests.Rules.Services;

namespace Sonde.Diagnosis.Tests.Rules.Dependencies;

public sealed class DependencyRuleTests
{
    private const string Refused = "dial tcp db:5432: connect: connection refused";
    private const string Denied = "connection to server at \"db\", port 5432 failed: FATAL:  password authentication failed for user \"app\"";

    [Fact]
    public void Credentials_that_are_refused_are_the_clients_fault_and_explain_its_crash()
    {
        DiagnosisResult result = Shop(Pods.Crashed(1), Denied).Log("db-0", "app", false, "FATAL:  password authentication failed for user \"app\"", "LOG:  checkpoint").Diagnose();
        Finding finding = Assert.Single(result.Roots).Finding;
        Assert.Equal("dependency-auth-failed", finding.Rule);
        Assert.Equal("Deployment shop/web", finding.Subject.ToString());
        Assert.Contains("Service shop/db", finding.Title, StringComparison.Ordinal);
        Assert.Contains("(user app)", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Evidence, one => one.Object.ToString() == "Pod shop/db-0");
    }

    [Fact]
    public void A_server_that_refused_somebody_is_well() => Assert.Empty(Shop(Pods.Ready(), "all is well")
        .Log("db-0", "app", false, "FATAL:  password authentication failed for user \"x\"").Diagnose().Roots);

    [Theory]
    [InlineData("pq: sorry, too many clients already (db:5432)", "has no connections left")]
    [InlineData("OOM command not allowed when used memory > 'maxmemory' db:6379", "has no memory left")]
    public void What_is_used_up_is_the_dependencys_trouble(string line, string text)
    {
        Finding finding = Assert.Single(Shop(Pods.Ready(), line).Evaluate(new DependencyExhaustedRule()));
        Assert.Equal("StatefulSet shop/db", finding.Subject.ToString());
        Assert.Contains(text, finding.Title, StringComparison.Ordinal);
        Assert.Equal("Deployment shop/web", Assert.Single(finding.Effects).Subject.ToString());
    }

    [Fact]
    public void Who_holds_the_connections_is_listed() => Assert.Contains(Assert.Single(Shop(Pods.Ready(), "too many clients already (db)").Evaluate(new DependencyExhaustedRule())).Evidence,
        one => one.Path == "pods of callers" && one.Value == "Deployment shop/web (1 pod)");

    [Fact]
    public void A_server_that_says_so_itself_is_certain() => Assert.Equal(Confidence.Certain, Assert.Single(Shop(Pods.Ready(), "all is well")
        .Log("db-0", "app", false, "FATAL:  sorry, too many clients already", "LOG:  checkpoint", "FATAL:  sorry, too many clients already").Evaluate(new DependencyExhaustedRule())).Confidence);

    [Fact]
    public void A_replica_that_is_written_to_is_read_only_by_its_own_word()
    {
        Finding finding = Assert.Single(Shop(Pods.Ready(), "ERROR:  cannot execute INSERT in a read-only transaction").Log("db-0", "app", false, "LOG:  entering standby mode").Evaluate(new DependencyReadOnlyRule()));
        Assert.Equal("StatefulSet shop/db", finding.Subject.ToString());
        Assert.Contains(finding.Evidence, one => one.Value.Contains("standby", StringComparison.Ordinal));
    }

    [Fact]
    public void A_service_that_runs_and_refuses_is_named()
    {
        Finding finding = Assert.Single(Shop(Pods.Ready(), Refused).Diagnose().Roots).Finding;
        Assert.Equal("dependency-unreachable", finding.Rule);
        Assert.Equal("StatefulSet shop/db", finding.Subject.ToString());
        Assert.Contains("refuses connections of Deployment shop/web, which calls it by Service shop/db, port 5432, although its pods are ready", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void What_breaks_the_dependency_is_the_root()
    {
        RootCause root = Assert.Single(Shop(Pods.Crashed(1), Refused, Pods.Crashed(137, "OOMKilled"), """ "resources":{"limits":{"memory":"64Mi"}} """).Diagnose().Roots);
        Assert.Equal("oom-own-limit", root.Finding.Rule);
        Assert.Contains(root.Effects, effect => effect.Subject.ToString() == "Deployment shop/web");
    }

    [Fact]
    public void A_port_that_the_service_lacks_is_the_callers_fault()
    {
        Finding finding = Assert.Single(new TestCluster().Service("db", """{"app":"db"}""", """{"port":5432}""").Deployment("web", Pods.Spec(), Pods.Ready())
            .Log("web-1-a", "app", false, "dial tcp db:3306: connect: connection refused", "dial tcp db:3306: connect: connection refused").Evaluate(new DependencyUnreachableRule()));
        Assert.Equal("Deployment shop/web", finding.Subject.ToString());
        Assert.Contains("connects to port 3306 of Service shop/db, which has 5432", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_outside_is_told_as_such() => Assert.Contains("cannot reach api.example.com:443, which is outside of the cluster", Assert.Single(Shop(Pods.Ready(),
        "Post https://api.example.com:443/v1: dial tcp: i/o timeout").Evaluate(new DependencyUnreachableRule())).Title, StringComparison.Ordinal);

    [Theory]
    [InlineData(Refused, "connected to db")]
    [InlineData(Refused, "GET /1", "GET /2", "GET /3", "GET /4", "GET /5", "GET /6")]
    public void A_complaint_that_was_got_over_is_history(params string[] lines) => Assert.Empty(Shop(Pods.Ready(), lines).Evaluate(new DependencyUnreachableRule()));

    [Fact]
    public void A_name_in_the_environment_is_told_by_its_own_rule() => Assert.Empty(new TestCluster()
        .Deployment("web", Pods.Spec(""" "env":[{"name":"DB_HOST","value":"nowhere"}] """), Pods.Ready()).Log("web-1-a", "app", false, "lookup nowhere: no such host", "lookup nowhere: no such host").Evaluate(new DependencyUnreachableRule()));

    private static TestCluster Shop(string web, string line) => Shop(web, [line]);

    private static TestCluster Shop(string web, string[] lines) => Shop(web, lines, Pods.Ready(), "");

    private static TestCluster Shop(string web, string line, string db, string container) => Shop(web, [line], db, container);

    private static TestCluster Shop(string web, string[] lines, string db, string container) => new TestCluster().Complete("Pod", "NetworkPolicy")
        .Service("db", """{"app":"db"}""", """{"port":5432}""")
        .Object("apps/v1", "StatefulSet", "db", $$""" "spec":{"replicas":1,"template":{"metadata":{"labels":{"app":"db"} },"spec":{{Pods.Spec(container)}} } } """, meta: "\"uid\":\"s\"")
        .Pod("db-0", Pods.Spec(container), db, """{"app":"db"}""", """[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"db","uid":"s","controller":true}]""")
        .Deployment("web", Pods.Spec(""" "env":[{"name":"DB_HOST","value":"db"}] """), web).Log("web-1-a", "app", false, [.. lines, .. lines]);
}
