using System.Text;
using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Snapshots;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>Variables that were read before their Secret or ConfigMap changed. Containers run since 11:05.</summary>
public sealed class EnvironmentStaleRuleTests
{
    private const string FromSecret = "\"env\":[{\"name\":\"DB_PASSWORD\",\"valueFrom\":{\"secretKeyRef\":{\"name\":\"login\",\"key\":\"password\"}}}]";
    private const string FromMap = "\"envFrom\":[{\"configMapRef\":{\"name\":\"login\"}}]";
    private const string Refused = "connection to server at \"db.example\", port 5432 failed: FATAL:  password authentication failed for user \"app\"";

    [Fact]
    public void A_password_that_changed_under_a_pod_is_the_root_when_it_is_refused()
    {
        RootCause root = Assert.Single(Shop("Secret", FromSecret, "11:30:00").Log("api-1-a", "app", false, Refused, Refused).Diagnose().Roots);
        Assert.Equal("environment-stale", root.Finding.Rule);
        Assert.Equal($"1 of its 1 pods runs with values that Secret shop/login had before it changed, which are refused: {Refused}", root.Finding.Title);
        Assert.Equal((Severity.Warning, Confidence.Likely), (root.Finding.Severity, root.Finding.Confidence));
        Assert.Equal("kubectl rollout restart -n shop deployment/api", root.Finding.Remedies[0].Command);
        Assert.Contains(root.Finding.Evidence, evidence => evidence.Object.Kind == "Pod" && evidence.Value == "25 min before that");
    }

    [Fact]
    public void A_pod_that_fails_by_it_is_an_error() => Assert.Equal(Severity.Error, Assert.Single(
        Shop("Secret", FromSecret, "11:30:00", Pods.NotReady).Log("api-1-a", "app", false, Refused, Refused).Evaluate(new EnvironmentStaleRule())).Severity);

    [Fact]
    public void A_server_that_refuses_others_needs_no_restart() => Assert.Equal(Severity.Info, Assert.Single(
        Shop("Secret", FromSecret, "11:30:00").Log("api-1-a", "app", false, "FATAL:  password authentication failed for user \"app\"", "FATAL:  password authentication failed for user \"app\"")
            .Evaluate(new EnvironmentStaleRule())).Severity);

    [Theory]
    [InlineData("Secret", FromSecret)]
    [InlineData("ConfigMap", FromMap)]
    public void A_change_that_nobody_complains_of_is_worth_knowing(string kind, string container)
    {
        Finding finding = Assert.Single(Shop(kind, container, "11:30:00").Evaluate(new EnvironmentStaleRule()));
        Assert.Equal((Severity.Info, $"1 of its 1 pods runs with values that {kind} shop/login had before it changed"), (finding.Severity, finding.Title));
    }

    [Fact]
    public void A_ConfigMap_is_not_blamed_for_a_password() => Assert.Equal(["dependency-auth-failed"],
        Shop("ConfigMap", FromMap, "11:30:00").Log("api-1-a", "app", false, Refused, Refused).Diagnose().Roots.Where(root => root.Finding.Severity >= Severity.Warning).Select(root => root.Finding.Rule));

    [Fact]
    public void Pods_that_started_after_the_change_or_at_that_time_have_the_new_values()
    {
        Assert.Empty(Shop("Secret", FromSecret, "11:04:00").Evaluate(new EnvironmentStaleRule()));
        Assert.Empty(Shop("Secret", FromSecret, "11:05:40").Evaluate(new EnvironmentStaleRule()));
        Assert.Empty(Shop("Secret", FromSecret, "11:30:00", Pods.Crashed(1)).Evaluate(new EnvironmentStaleRule()));
    }

    [Fact]
    public void What_is_mounted_as_a_file_changes_in_the_pod_and_bookkeeping_of_labels_is_no_change()
    {
        Assert.Empty(Shop("Secret", "\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\"}]", "11:30:00").Evaluate(new EnvironmentStaleRule()));
        Assert.Empty(Shop("Secret", FromSecret, "11:30:00", part: "f:metadata").Evaluate(new EnvironmentStaleRule()));
    }

    [Fact]
    public void An_object_that_was_made_again_after_the_start_tells_it_without_bookkeeping() => Assert.Single(
        new TestCluster().Deployment("api", Pods.Spec(FromSecret), Pods.Ready().Replace("11:05:00", "10:30:00", StringComparison.Ordinal))
            .Object("v1", "Secret", "login", "\"data\":{\"password\":\"\"}").Evaluate(new EnvironmentStaleRule()));

    [Theory]
    [InlineData("Secret", FromSecret)]
    [InlineData("ConfigMap", FromMap)]
    public void A_snapshot_keeps_the_time_and_no_bookkeeping(string kind, string container)
    {
        using JsonDocument given = JsonDocument.Parse(Changed(kind, "11:30:00", "f:data"));
        var written = new MemoryStream();
        using (var writer = new Utf8JsonWriter(written))
            SecretFilter.Write(given.RootElement, writer);
        string text = Encoding.UTF8.GetString(written.ToArray());
        Assert.DoesNotContain("managedFields", text, StringComparison.Ordinal);
        Finding finding = Assert.Single(new TestCluster().Deployment("api", Pods.Spec(container), Pods.Ready()).Add(text).Evaluate(new EnvironmentStaleRule()));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 11, 30, 0, TimeSpan.Zero), finding.Since);
    }

    private static TestCluster Shop(string kind, string container, string changed, string? status = null, string part = "f:data") =>
        new TestCluster().Deployment("api", Pods.Spec(container), status ?? Pods.Ready()).Add(Changed(kind, changed, part));

    private static string Changed(string kind, string time, string part) => $$"""
        {"apiVersion":"v1","kind":"{{kind}}","metadata":{"name":"login","namespace":"shop","creationTimestamp":"2026-01-02T09:00:00Z",
         "managedFields":[{"manager":"helm","operation":"Update","time":"2026-01-02T09:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:data":{".":{} } } },
          {"manager":"vault","operation":"Update","time":"2026-01-02T{{time}}Z","fieldsType":"FieldsV1","fieldsV1":{"{{part}}":{".":{} } } }]},
         "data":{"password":""} }
        """;
}
