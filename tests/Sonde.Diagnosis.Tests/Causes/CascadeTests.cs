using System.Text;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Rules;
using Sonde.Diagnosis.Tests.Sources;

namespace Sonde.Diagnosis.Tests.Causes;

/// <summary>Of causes that depend on each other, the one that began first is named.</summary>
public sealed class CascadeTests
{
    [Fact]
    public void The_callee_that_broke_first_is_named()
    {
        DiagnosisResult diagnosis = Cluster(dbBroke: "11:40:00", webBroke: "11:40:37").Diagnose();
        RootCause db = Root(diagnosis, "db"), web = Root(diagnosis, "web");
        Assert.Null(db.After);
        Assert.Equal(("Deployment shop/web", TimeSpan.FromSeconds(37)), (Assert.Single(db.Followers).Subject.ToString(), db.Followers[0].Apart));
        Assert.Equal("Deployment shop/db", web.After?.Subject.ToString());
        Assert.Equal("DB_HOST names db", web.After?.Via);
        Assert.Empty(web.Followers);
        foreach (string format in (string[])["text", "wide", "markdown", "html"])
        {
            var text = new StringWriter();
            DiagnosisFormats.Find(format)!.Write(diagnosis, text, new DiagnosisLayout(400, false, "test", "0"));
            Assert.Contains("began 37 s after Deployment shop/db", text.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("11:40:37", "11:40:00")] // the caller broke first: what it calls is not to blame
    [InlineData("10:20:00", "11:40:00")] // too long ago
    public void An_order_that_explains_nothing_is_not_told(string dbBroke, string webBroke)
    {
        DiagnosisResult diagnosis = Cluster(dbBroke, webBroke).Diagnose();
        Assert.Equal(2, diagnosis.Roots.Count);
        Assert.All(diagnosis.Roots, root => Assert.Null(root.After));
        Assert.All(diagnosis.Roots, root => Assert.Empty(root.Followers));
    }

    [Fact]
    public void Causes_without_a_tie_stay_apart()
    {
        DiagnosisResult diagnosis = Cluster("11:40:00", "11:40:37", host: "elsewhere.example.com").Diagnose();
        Assert.All(diagnosis.Roots, root => Assert.Null(root.After));
    }

    [Fact]
    public void A_real_caller_that_broke_after_its_database_says_so()
    {
        // A 1.36 cluster: db ends after 25 s, web, which has its name from a ConfigMap, 110 s after the first back-off of db.
        var builder = new ClusterBuilder();
        ObjectFiles.Read(Encoding.UTF8.GetBytes(TextFixture.Read("cascade.json")), "cascade.json", builder);
        DiagnosisResult diagnosis = Diagnoser.Diagnose(builder.Build());
        Assert.Equal("Deployment backroom/web", Assert.Single(Root(diagnosis, "db").Followers).Subject.ToString());
        CascadeStep? first = Root(diagnosis, "web").After;
        Assert.Equal(("Deployment backroom/db", "DB_HOST of ConfigMap settings names db", 110), (first?.Subject.ToString(), first?.Via, (int)first!.Apart.TotalSeconds));
    }

    private static RootCause Root(DiagnosisResult diagnosis, string name) =>
        Assert.Single(diagnosis.Roots, root => root.Finding.Subject.Name == name);

    private static TestCluster Cluster(string dbBroke, string webBroke, string host = "db") => new TestCluster()
        .Deployment("db", Pods.Spec(), Crash(dbBroke, 139))
        .Deployment("web", Pods.Spec($$"""  "env":[{"name":"DB_HOST","value":"{{host}}"}] """), Crash(webBroke, 3))
        .Add("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"db","namespace":"shop"},"spec":{"selector":{"app":"db"},"ports":[{"port":5432}]}}""");

    /// <summary>Ready until it ended once, at that time.</summary>
    private static string Crash(string at, int exitCode) => $$"""
        {"phase":"Running","conditions":[{"type":"Ready","status":"False","lastTransitionTime":"2026-01-02T{{at}}Z"}],
         "containerStatuses":[{"name":"app","ready":false,"restartCount":0,"state":{"terminated":{"exitCode":{{exitCode}},"reason":"Error",
          "startedAt":"2026-01-02T10:05:00Z","finishedAt":"2026-01-02T{{at}}Z"} } }]}
        """;
}
