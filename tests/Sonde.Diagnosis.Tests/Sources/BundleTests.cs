using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Recordings;

namespace Sonde.Diagnosis.Tests.Sources;

/// <summary>A recording in the shape that another tool gives it has the same causes.</summary>
public sealed class BundleTests : IDisposable
{
    private static readonly Recording Sample = Recording.All.Single(one => one.Name.StartsWith("02", StringComparison.Ordinal));

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-bundle-").FullName;

    public static TheoryData<string, bool> Shapes => new()
    {
        { "dump", false },
        { "dump", true },
        { "inspect", false },
        { "inspect", true },
        { "support", false },
        { "support", true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Gives_the_same_causes_and_logs(string shape, bool isPacked)
    {
        switch (shape)
        {
            case "dump":
                WriteDump(Path.Combine(_folder, "cluster-state"));
                break;
            case "inspect":
                WriteInspect(Path.Combine(_folder, "must-gather.local.1", "quay-io-image-sha256-1"));
                break;
            default:
                WriteSupportBundle(Path.Combine(_folder, "support-bundle-2026-11-20"));
                break;
        }

        string path = _folder;
        if (isPacked)
        {
            path = Path.Combine(_folder, "bundle.tar.gz");
            await using FileStream file = File.Create(path);
            await using var zipped = new GZipStream(file, CompressionLevel.Fastest);
            await using var tar = new TarWriter(zipped);
            string inner = Directory.GetDirectories(_folder).Single();
            foreach (string one in Directory.GetFiles(inner, "*", SearchOption.AllDirectories))
                await tar.WriteEntryAsync(one, Path.GetRelativePath(_folder, one), TestContext.Current.CancellationToken);
        }

        Assert.IsType<BundleSource>(FileSource.Open(path, () => Stream.Null));
        Cluster cluster = await ReadAsync(path);
        Cluster whole = await ReadAsync(Sample.Folder);
        Assert.Equal(TextFixture.Roots(whole), TextFixture.Roots(cluster));
        Pod pod = cluster.All<Pod>().Single(one => one.Ref.Name == "ledger-db-0");
        bool hasPrevious = shape != "dump";
        Assert.Equal(whole.Logs.Read(new(pod.Ref, "engine", hasPrevious)), cluster.Logs.Read(new(pod.Ref, "engine", hasPrevious)));
        Assert.True(cluster.KnowsAll("Pod", "payments"));
    }

    [Fact]
    public async Task The_stream_of_a_dump_is_read()
    {
        WriteDump(_folder);
        string stream = string.Concat(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        string path = Path.Combine(_folder, "dump.txt");
        await File.WriteAllTextAsync(path, stream, TestContext.Current.CancellationToken);
        Cluster cluster = await ReadAsync(path);
        Assert.Contains("container-crash StatefulSet payments/ledger-db", TextFixture.Roots(cluster));
        Assert.NotNull(cluster.Logs.Read(new(new ObjectRef("Pod", "payments", "ledger-db-0"), "engine", false)));
    }

    [Fact]
    public async Task What_could_not_be_collected_is_a_blind_spot()
    {
        WriteSupportBundle(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "cluster-resources", "ingress-errors.json"), """{"payments":"ingresses is forbidden"}""", TestContext.Current.CancellationToken);
        Cluster cluster = await ReadAsync(_folder);
        Assert.Contains(cluster.BlindSpots, spot => spot.What == "ingress" && spot.Why.Contains("forbidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_archive_is_read_as_far_as_it_goes()
    {
        WriteSupportBundle(Path.Combine(_folder, "b"));
        string path = Path.Combine(_folder, "b.tar.gz");
        using (var whole = new MemoryStream())
        {
            await using (var zipped = new GZipStream(whole, CompressionLevel.NoCompression, leaveOpen: true))
                await TarFile.CreateFromDirectoryAsync(Path.Combine(_folder, "b"), zipped, includeBaseDirectory: true, TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(path, whole.ToArray()[..(int)(whole.Length / 2)], TestContext.Current.CancellationToken);
        }

        Cluster cluster = await ReadAsync(path);
        Assert.Contains(cluster.BlindSpots, spot => spot.Why.Contains("damaged", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<Cluster> ReadAsync(string path)
    {
        var builder = new ClusterBuilder();
        await FileSource.Open(path, () => Stream.Null).ReadAsync(builder, TestContext.Current.CancellationToken);
        return builder.Build();
    }

    private static IEnumerable<IGrouping<(KindInfo? Kind, string Space), JsonObject>> Groups()
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(Sample.Folder, "objects.json")))!;
        return root["items"]!.AsArray().OfType<JsonObject>()
            .GroupBy(item => (KindTable.Find((string)item["kind"]!), (string?)item["metadata"]!["namespace"] ?? ""));
    }

    /// <summary>As the API server gives a list: kind and version stand once.</summary>
    private static string ListOf(KindInfo kind, IEnumerable<JsonObject> items) => new JsonObject
    {
        ["kind"] = $"{kind.Kind}List",
        ["apiVersion"] = kind.GroupVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = "1" },
        ["items"] = new JsonArray([.. items.Select(item =>
        {
            JsonNode copy = item.DeepClone();
            copy.AsObject().Remove("kind");
            copy.AsObject().Remove("apiVersion");
            return copy;
        })]),
    }.ToJsonString() + "\n";

    private static IEnumerable<(string Space, string Pod, string Container, bool IsPrevious, string Text)> Logs()
    {
        string folder = Path.Combine(Sample.Folder, "logs");
        foreach (string file in Directory.GetFiles(folder, "*.log", SearchOption.AllDirectories))
        {
            string[] parts = Path.GetRelativePath(folder, file).Split('/');
            string name = parts[2][..^".log".Length];
            bool isPrevious = name.EndsWith(".previous", StringComparison.Ordinal);
            yield return (parts[0], parts[1], isPrevious ? name[..^".previous".Length] : name, isPrevious, File.ReadAllText(file));
        }
    }

    private static void WriteDump(string folder)
    {
        foreach (var group in Groups().Where(group => group.Key.Kind is not null))
        {
            string plural = group.Key.Kind!.Kind == "ReplicationController" ? "replication-controllers" : group.Key.Kind.Plural;
            if (group.Key.Kind.Kind is "Node" or "Pod" or "Service" or "Deployment" or "ReplicaSet" or "DaemonSet" or "Event" or "StatefulSet")
                Write(Path.Combine(folder, group.Key.Space, $"{plural}.json"), ListOf(group.Key.Kind, group));
        }

        Write(Path.Combine(folder, "payments", "replication-controllers.json"), "{\"kind\":\"ReplicationControllerList\",\"apiVersion\":\"v1\",\"items\":null}\n");
        foreach (var pod in Logs().Where(log => !log.IsPrevious).GroupBy(log => (log.Space, log.Pod)))
        {
            Write(Path.Combine(folder, pod.Key.Space, pod.Key.Pod, "logs.txt"), string.Concat(pod.Select(log =>
                $"==== START logs for container {log.Container} of pod {log.Space}/{log.Pod} ====\n{log.Text}==== END logs for container {log.Container} of pod {log.Space}/{log.Pod} ====\n")));
        }
    }

    private static void WriteInspect(string folder)
    {
        foreach (var group in Groups().Where(group => group.Key.Kind is not null))
        {
            KindInfo kind = group.Key.Kind!;
            string api = kind.GroupVersion.Contains('/', StringComparison.Ordinal) ? kind.GroupVersion.Split('/')[0] : "core";
            if (kind.IsNamespaced)
            {
                Write(Path.Combine(folder, "namespaces", group.Key.Space, api, $"{kind.Plural}.yaml"), "---\n" + ListOf(kind, group));
                continue;
            }

            foreach (JsonObject item in group)
                Write(Path.Combine(folder, "cluster-scoped-resources", api, kind.Plural, $"{(string)item["metadata"]!["name"]!}.yaml"), "---\n" + item.ToJsonString());
        }

        foreach ((string space, string pod, string container, bool isPrevious, string text) in Logs())
            Write(Path.Combine(folder, "namespaces", space, "pods", pod, container, container, "logs", isPrevious ? "previous.log" : "current.log"), text);
        Write(Path.Combine(folder, "timestamp"), $"{Sample.CapturedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}.123456789 +0000 UTC m=+0.03\n");
    }

    private static void WriteSupportBundle(string folder)
    {
        foreach (var group in Groups().Where(group => group.Key.Kind is not null))
        {
            KindInfo kind = group.Key.Kind!;
            string name = kind.Kind switch { "PersistentVolumeClaim" => "pvcs", "PersistentVolume" => "pvs", "Ingress" => "ingress", _ => kind.Plural };
            string path = kind.IsNamespaced ? Path.Combine(name, $"{group.Key.Space}.json") : $"{name}.json";
            Write(Path.Combine(folder, "cluster-resources", path), kind.Kind == "Deployment"
                // Older bundles have plain lists.
                ? new JsonArray([.. group.Select(item => item.DeepClone())]).ToJsonString()
                : ListOf(kind, group));
        }

        foreach ((string space, string pod, string container, bool isPrevious, string text) in Logs())
            Write(Path.Combine(folder, "cluster-resources", "pods", "logs", space, pod, $"{container}{(isPrevious ? "-previous" : "")}.log"), text);
        Write(Path.Combine(folder, "cluster-info", "cluster_version.json"), """{"info":{"gitVersion":"v1.36.2"},"string":"v1.36.2"}""");
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
