using System.Globalization;
using System.Text;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Sources.Bundles;

/// <summary>
/// <c>oc adm must-gather</c> and <c>oc adm inspect</c>: <c>cluster-scoped-resources/GROUP/PLURAL/NAME.yaml</c>,
/// <c>namespaces/NS/GROUP/PLURAL.yaml</c>, <c>namespaces/NS/pods/POD/CONTAINER/CONTAINER/logs/current.log</c>.
/// </summary>
internal sealed class InspectReader : IBundleReader
{
    public string? RootOf(IReadOnlyList<string> paths)
    {
        string? root = BundleFiles.RootBefore(paths, "cluster-scoped-resources/") ?? BundleFiles.RootBefore(paths, "namespaces/");
        // A folder of the name "namespaces" is not enough: each group below it is a folder, too.
        return root is not null && paths.Any(path => path.StartsWith(root, StringComparison.Ordinal)
            && path[root.Length..].Split('/') is ["namespaces", _, "core" or "apps" or "pods" or "batch", ..] or ["cluster-scoped-resources", _, _, ..]) ? root : null;
    }

    public void Read(BundleFiles files, ClusterBuilder builder)
    {
        builder.AddLogs(files);
        foreach (string path in files.Paths)
        {
            string[] parts = path.Split('/');
            if (parts is ["namespaces", var space, "pods", var pod, var container, _, "logs", var log] && log.EndsWith(".log", StringComparison.Ordinal))
                files.AddLog(new LogRequest(new ObjectRef("Pod", space, pod), container, log.StartsWith("previous", StringComparison.Ordinal)), path);
            else if (parts is ["timestamp"] && files.Read(path) is { } time)
                ReadTime(time, builder);
            else if (ObjectFiles.IsObjectFile(path) && parts is ["namespaces" or "cluster-scoped-resources", ..])
                ReadObjects(files, path, parts, builder);
        }
    }

    private static void ReadObjects(BundleFiles files, string path, string[] parts, ClusterBuilder builder)
    {
        string plural = parts.Length == 4 ? parts[0] == "namespaces" ? Path.GetFileNameWithoutExtension(parts[3]) : parts[2] : "";
        KindInfo? kind = KindTable.All.FirstOrDefault(one => one.Plural == plural);
        files.AddObjects(path, kind);
        if (kind is not null)
            builder.DeclareComplete(kind.Kind, kind.IsNamespaced ? parts[1] : "*");
    }

    /// <summary>Two lines, begin and end, as Go prints times: <c>2024-05-01 12:00:00.123456789 +0000 UTC m=+0.1</c>.</summary>
    private static void ReadTime(byte[] content, ClusterBuilder builder)
    {
        foreach (string line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 3 && DateTimeOffset.TryParseExact(
                $"{words[0]} {words[1].Split('.')[0]} {words[2]}", "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time))
            {
                builder.SetCapturedAt(time.ToUniversalTime());
            }
        }
    }
}
