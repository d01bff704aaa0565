using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Sources.Bundles;

/// <summary>
/// Support bundles of Replicated's troubleshoot: <c>cluster-resources/PLURAL/NS.json</c>, <c>cluster-resources/nodes.json</c>, logs in
/// <c>cluster-resources/pods/logs/NS/POD/CONTAINER.log</c>; what may not be read in <c>…-errors.json</c>.
/// </summary>
internal sealed class SupportBundleReader : IBundleReader
{
    private const string Resources = "cluster-resources/";

    // Folders whose name is not the kind's plural (troubleshoot's pkg/constants).
    private static readonly Dictionary<string, string> Folders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pvcs"] = "PersistentVolumeClaim",
        ["pvs"] = "PersistentVolume",
        ["ingress"] = "Ingress",
        ["network-policy"] = "NetworkPolicy",
        ["resource-quota"] = "ResourceQuota",
        ["storage-classes"] = "StorageClass",
        ["limitranges"] = "LimitRange",
        ["pod-disruption-budgets"] = "PodDisruptionBudget",
        ["custom-resource-definitions"] = "CustomResourceDefinition",
    };

    public string? RootOf(IReadOnlyList<string> paths) => BundleFiles.RootBefore(paths, Resources) is { } root
        && paths.Any(path => path.StartsWith(root + Resources, StringComparison.Ordinal) && path.EndsWith(".json", StringComparison.Ordinal)) ? root : null;

    public void Read(BundleFiles files, ClusterBuilder builder)
    {
        builder.AddLogs(files);
        foreach (string path in files.Paths)
        {
            if (path == "cluster-info/cluster_version.json")
                ReadVersion(files, path, builder);
            if (!path.StartsWith(Resources, StringComparison.Ordinal))
                continue;
            string[] parts = path[Resources.Length..].Split('/');
            if (parts is ["pods", "logs", var space, var pod, var log] && log.EndsWith(".log", StringComparison.Ordinal))
                AddLog(files, path, new ObjectRef("Pod", space, pod), log[..^".log".Length]);
            else if (path.EndsWith("-errors.json", StringComparison.Ordinal))
                ReadErrors(files, path, builder);
            else if (path.EndsWith(".json", StringComparison.Ordinal) && parts.Length <= 2 && parts[0] is not ("custom-resources" or "auth-cani-list" or "groups.json" or "resources.json" or "pod-disruption-budgets-info"))
                ReadObjects(files, path, parts, builder);
        }
    }

    private static void ReadObjects(BundleFiles files, string path, string[] parts, ClusterBuilder builder)
    {
        string folder = parts.Length == 2 ? parts[0] : Path.GetFileNameWithoutExtension(parts[0]);
        string? name = Folders.GetValueOrDefault(folder);
        KindInfo? kind = name is not null ? KindTable.Find(name)
            : KindTable.All.FirstOrDefault(one => one.Plural.Equals(folder, StringComparison.OrdinalIgnoreCase));
        files.AddObjects(path, kind);
        if (kind is not null && kind.IsNamespaced == (parts.Length == 2))
            builder.DeclareComplete(kind.Kind, kind.IsNamespaced ? Path.GetFileNameWithoutExtension(parts[1]) : "*");
    }

    private static void AddLog(BundleFiles files, string path, ObjectRef pod, string container)
    {
        const string Previous = "-previous";
        bool isPrevious = container.EndsWith(Previous, StringComparison.Ordinal);
        files.AddLog(new LogRequest(pod, isPrevious ? container[..^Previous.Length] : container, isPrevious), path);
    }

    /// <summary>A list of sentences, or sentences by namespace; <c>null</c> when there were none.</summary>
    private static void ReadErrors(BundleFiles files, string path, ClusterBuilder builder)
    {
        if (files.Read(path) is not { } content)
            return;
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            IEnumerable<string> errors = document.RootElement.ValueKind switch
            {
                JsonValueKind.Array => document.RootElement.EnumerateArray().Select(item => item.ToString()),
                JsonValueKind.Object => document.RootElement.EnumerateObject().Select(item => $"{item.Name}: {item.Value}"),
                _ => [],
            };
            foreach (string error in errors.Take(3))
                builder.AddBlindSpot(Path.GetFileName(path)[..^"-errors.json".Length], $"could not be collected: {error}");
        }
        catch (JsonException)
        {
            builder.AddBlindSpot(files.NameOf(path), "is damaged: what could not be collected is unknown");
        }
    }

    private static void ReadVersion(BundleFiles files, string path, ClusterBuilder builder)
    {
        if (files.Read(path) is not { } content)
            return;
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            var root = new Field(document.RootElement, new ReadContext(), "version");
            builder.ServerVersion = root["string"].Text is { Length: > 0 } version ? version : root["info"]["gitVersion"].Text;
        }
        catch (JsonException)
        {
            builder.AddBlindSpot(files.NameOf(path), "is damaged: the version of the cluster is unknown");
        }
    }
}
