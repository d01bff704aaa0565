using System.Text;
using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Snapshots;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Rules;

namespace Sonde.Diagnosis.Tests;

/// <summary>What a source holds, and what follows from what it does not hold.</summary>
public sealed class SourceShapeTests
{
    private static readonly string[] Sources = ["Pod", "Service/shop", "Service/other", "Node", "Namespace"];

    [Theory]
    [InlineData("List", "Service:a Service:b", true)]
    [InlineData("List", "Service:b Service:a", false)]
    [InlineData("List", "Service:a", true)]
    [InlineData("List", "Deployment:a Service:a", false)]
    [InlineData("List", "Pod:a Pod:b Service:a", true)]
    [InlineData("ServiceList", "Service:b Service:a", true)]
    [InlineData("", "Service:a", false)]
    public void A_list_is_complete_unless_its_objects_were_named(string kind, string items, bool isComplete)
    {
        string[] objects = [.. items.Split(' ').Select(item => item.Split(':')).Select(item =>
            $$"""{{{(kind == "ServiceList" ? "" : $"\"kind\":\"{item[0]}\",")}}"metadata":{"name":"{{item[1]}}","namespace":"shop"} }""")];
        string text = kind.Length == 0 ? objects[0] : $$"""{"apiVersion":"v1","kind":"{{kind}}","items":[{{string.Join(',', objects)}}]}""";
        Cluster cluster = Read(text);
        Assert.Equal(isComplete, cluster.KnowsAll("Service", "shop"));
        Assert.NotNull(cluster.Find(new ObjectRef("Service", "shop", "a")));
    }

    [Fact]
    public void A_snapshot_of_one_namespace_is_complete_only_for_it() =>
        Assert.Equal(["Node", "Pod/shop", "Service/shop"], SnapshotScope.Complete(Sources, "shop"));

    [Fact]
    public void What_a_list_no_longer_has_is_gone()
    {
        var builder = new ClusterBuilder();
        Add(builder, """{"kind":"Pod","metadata":{"name":"old","namespace":"shop"}}""");
        Add(builder, """{"kind":"Pod","metadata":{"name":"kept","namespace":"shop"}}""");
        Add(builder, """{"kind":"Pod","metadata":{"name":"other","namespace":"else"}}""");
        Add(builder, """{"kind":"Event","metadata":{"name":"e","namespace":"shop"},"involvedObject":{"kind":"Pod","name":"kept","namespace":"shop"},"reason":"X"}""");
        builder.Forget("Pod", "shop");
        builder.Forget("Event", null);
        Add(builder, """{"kind":"Pod","metadata":{"name":"kept","namespace":"shop"}}""");
        Assert.Equal(["old"], builder.Forgotten.Select(one => one.Name));
        Cluster cluster = builder.Build();
        Assert.Equal(["kept", "other"], cluster.Names.Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.Empty(cluster.EventsAbout(new ObjectRef("Pod", "shop", "kept")));
    }

    [Fact]
    public void A_snapshot_leaves_out_what_is_gone()
    {
        using var snapshot = new SnapshotWriter(redacts: false);
        foreach (string name in (string[])["old", "kept"])
        {
            using JsonDocument pod = JsonDocument.Parse($$"""{"kind":"Pod","metadata":{"name":"{{name}}","namespace":"shop"} }""");
            snapshot.Add(pod.RootElement);
        }

        snapshot.Forget([new ObjectRef("Pod", "shop", "old")]);
        using var file = new MemoryStream();
        snapshot.Write(new SnapshotManifest { CapturedAt = DateTimeOffset.UnixEpoch, SondeVersion = "1" }, file);
        file.Position = 0;
        using var unzipped = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped);
        string text = reader.ReadToEnd();
        Assert.Contains("\"kept\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"old\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_was_not_given_is_a_blind_spot_and_not_silence()
    {
        var builder = new ClusterBuilder();
        ObjectFiles.Read(Encoding.UTF8.GetBytes($$"""{"kind":"Pod","metadata":{"name":"p","namespace":"shop"},"spec":{{Pods.Spec()}},"status":{{Pods.Crashed(1)}} }"""), "t", builder);
        Cluster cluster = builder.Build();
        DiagnosisResult diagnosis = new DiagnosisFilter().Apply(Diagnoser.Diagnose(cluster), cluster);
        Assert.EndsWith("; its log was not given", Assert.Single(diagnosis.Roots).Finding.Title, StringComparison.Ordinal);
        Assert.Equal("logs", Assert.Single(diagnosis.BlindSpots).What);
    }

    [Fact]
    public void A_log_that_is_empty_says_nothing() => Assert.EndsWith(", and its log says nothing", Assert.Single(
        new TestCluster().Deployment("web", Pods.Spec(), Pods.Crashed(1)).Log("web-1-a", "app", false).Diagnose().Roots).Finding.Title, StringComparison.Ordinal);

    [Theory]
    [InlineData("Deployment", "cart", true)]
    [InlineData("Service", "cart", true)]
    [InlineData("Deployment", "other", false)]
    public void A_target_includes_the_Service_that_nearly_selects_it(string kind, string name, bool isIncluded)
    {
        Cluster cluster = new TestCluster().Complete("Pod", "Deployment").Deployment("cart", Pods.Spec(), Pods.Ready()).Deployment("other", Pods.Spec(), Pods.Ready())
            .Add("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"cart","namespace":"shop"},"spec":{"selector":{"app":"carts"},"ports":[{"port":80}]}}""").Build();
        var filter = new DiagnosisFilter { Target = new ObjectRef(kind, "shop", name) };
        Assert.Equal(isIncluded ? ["service-selector-mismatch"] : [], filter.Apply(Diagnoser.Diagnose(cluster), cluster).Roots.Select(root => root.Finding.Rule));
    }

    [Fact]
    public void A_target_includes_what_it_depends_on()
    {
        Cluster cluster = new TestCluster().Complete("Pod", "Deployment")
            .Deployment("api", Pods.Spec("\"env\":[{\"name\":\"DB\",\"value\":\"postgres://db:5432/x\"}]"), Pods.Ready())
            .Deployment("db", Pods.Spec(), Pods.Crashed(1)).Deployment("else", Pods.Spec(), Pods.Crashed(1))
            .Add("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"db","namespace":"shop"},"spec":{"selector":{"app":"db"},"ports":[{"port":5432}]}}""").Build();
        var filter = new DiagnosisFilter { Target = new ObjectRef("Deployment", "shop", "api") };
        Assert.Equal(["db"], filter.Apply(Diagnoser.Diagnose(cluster), cluster).Roots.Select(root => root.Finding.Subject.Name));
    }

    [Fact]
    public void A_target_includes_what_its_callees_depend_on()
    {
        DiagnosisResult diagnosis = Chain().Diagnose(new ObjectRef("Deployment", "shop", "web"));
        Assert.Equal(["db"], diagnosis.Roots.Select(root => root.Finding.Subject.Name));
    }

    [Fact]
    public void A_Service_shows_its_callers()
    {
        RootCause root = Assert.Single(Chain().Diagnose(new ObjectRef("Service", "shop", "db")).Roots);
        Effect caller = Assert.Single(root.Effects, effect => effect.Subject.Name == "api");
        Assert.Equal("DB_HOST of ConfigMap settings names db", caller.Via);
    }

    [Theory]
    [InlineData("\"envFrom\":[{\"configMapRef\":{\"name\":\"settings\"}}]", "", "DB_HOST of ConfigMap settings")]
    [InlineData("\"env\":[{\"name\":\"X\",\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"settings\",\"key\":\"DB_HOST\"}}}]", "", "X of ConfigMap settings")]
    [InlineData("\"volumeMounts\":[{\"name\":\"c\",\"mountPath\":\"/etc/app\"}]", "\"volumes\":[{\"name\":\"c\",\"configMap\":{\"name\":\"settings\"}}]", "file app.yaml of ConfigMap settings")]
    public void A_host_in_a_ConfigMap_makes_a_caller(string container, string pod, string where)
    {
        Cluster cluster = Settings().Deployment("api", Pods.Spec(container, pod: pod), Pods.Ready()).Build();
        Assert.Contains(where, cluster.Network.CallersOf(new ObjectRef("Service", "shop", "db")).Select(call => call.Host.Where));
    }

    [Fact]
    public void A_word_in_a_file_is_no_host()
    {
        Cluster cluster = Settings().Deployment("api", Pods.Spec("\"volumeMounts\":[{\"name\":\"c\",\"mountPath\":\"/etc/app\"}]",
            pod: "\"volumes\":[{\"name\":\"c\",\"configMap\":{\"name\":\"words\"}}]"), Pods.Ready()).Build();
        Assert.Empty(cluster.Network.CallersOf(new ObjectRef("Service", "shop", "db")));
    }

    private static TestCluster Settings() => new TestCluster()
        .Add("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"db","namespace":"shop"},"spec":{"selector":{"app":"db"},"ports":[{"port":5432}]}}""")
        .Add("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"},"data":{"DB_HOST":"db","app.yaml":"database:\n  host: db\n  port: 5432\n"} }""")
        .Add("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"words","namespace":"shop"},"data":{"notes.txt":"the db is elsewhere\n# host: db\nkeep db of old\n"} }""");

    /// <summary>web calls api, which calls db, which crashes; nobody but db suffers visibly.</summary>
    private static (Cluster Cluster, Func<ObjectRef, DiagnosisResult> Diagnose) Chain()
    {
        Cluster cluster = Settings().Complete("Pod", "Deployment")
            .Deployment("web", Pods.Spec("\"env\":[{\"name\":\"API_URL\",\"value\":\"http://api:80\"}]"), Pods.Ready())
            .Deployment("api", Pods.Spec("\"envFrom\":[{\"configMapRef\":{\"name\":\"settings\"}}]"), Pods.Ready())
            .Deployment("db", Pods.Spec(), Pods.Crashed(1)).Deployment("else", Pods.Spec(), Pods.Crashed(1))
            .Add("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"api","namespace":"shop"},"spec":{"selector":{"app":"api"},"ports":[{"port":80}]}}""").Build();
        return (cluster, target => new DiagnosisFilter { Target = target }.Apply(Diagnoser.Diagnose(cluster), cluster));
    }

    private static Cluster Read(string json)
    {
        var builder = new ClusterBuilder();
        ObjectFiles.Read(Encoding.UTF8.GetBytes(json), "test", builder);
        return builder.Build();
    }

    private static void Add(ClusterBuilder builder, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        builder.Add(document.RootElement, "test");
    }
}
