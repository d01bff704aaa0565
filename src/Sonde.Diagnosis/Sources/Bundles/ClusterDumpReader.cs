using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources.Bundles;

/// <summary>
/// <c>kubectl cluster-info dump --output-directory</c>: <c>nodes.json</c>, and for each namespace a folder with a file for each kind
/// and <c>POD/logs.txt</c>.
/// </summary>
internal sealed class ClusterDumpReader : IBundleReader
{
    // What kubectl dumps of each namespace (pkg/cmd/clusterinfo).
    private static readonly string[] Kinds = ["Event", "ReplicationController", "Service", "DaemonSet", "Deployment", "ReplicaSet", "Pod"];

    public string? RootOf(IReadOnlyList<string> paths)
    {
        foreach (string nodes in paths.Where(path => Path.GetFileName(path) is "nodes.json" or "nodes.yaml"))
        {
            string root = nodes[..^Path.GetFileName(nodes).Length];
            if (paths.Any(path => path.StartsWith(root, StringComparison.Ordinal) && path[root.Length..].Split('/') is [_, "replication-controllers.json" or "replication-controllers.yaml"]))
                return root;
        }

        return null;
    }

    public void Read(BundleFiles files, ClusterBuilder builder)
    {
        var spaces = new HashSet<string>();
        foreach (string path in files.Paths)
        {
            if (ObjectFiles.IsObjectFile(path))
            {
                files.AddObjects(path);
                if (path.Split('/') is [var space, _])
                    spaces.Add(space);
            }
            else if (path.EndsWith("/logs.txt", StringComparison.Ordinal) && files.Read(path) is { } content)
            {
                builder.AddLogs(ClusterDumpStream.Logs(content));
            }
        }

        builder.DeclareComplete("Node", "*");
        foreach (string space in spaces)
        {
            foreach (string kind in Kinds)
                builder.DeclareComplete(kind, space);
        }
    }
}
