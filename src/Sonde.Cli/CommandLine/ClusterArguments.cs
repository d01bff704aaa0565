using System.CommandLine;
using Sonde.Kubernetes.Config;

namespace Sonde.Cli.CommandLine;

/// <summary>The options that say which cluster is looked at; the same for every command that reads one.</summary>
internal sealed class ClusterArguments
{
    private readonly Option<string[]> _files = new("--filename", "-f")
    {
        HelpName = "SOURCE",
        Description = "Instead of the live cluster a snapshot, a recording, a dump, must-gather or support bundle, or files of kubectl (JSON, YAML, text): a file, a folder, - for stdin; may be repeated",
    };

    private readonly ConnectionArguments _connection = new("Only this namespace (live: default is the context's)");
    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "All namespaces" };

    /// <summary>The options, in the order in which help shows them.</summary>
    public IReadOnlyList<Option> All => [_files, _connection.Namespace, _all, .. _connection.Server];

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public ClusterOptions Read(ParseResult result)
    {
        ConnectionOptions connection = _connection.Read(result);
        bool all = result.GetValue(_all);
        if (connection.Namespace is not null && all)
            throw new UsageException("-n and -A exclude each other: one namespace, or all");
        string[] files = result.GetValue(_files) ?? [];
        if (files.Count(file => file == "-") > 1)
            throw new UsageException("-f - can be given only once: there is one stdin");
        if (files.Length > 0 && (connection.Kubeconfig ?? connection.Context ?? connection.Impersonate?.User) is not null)
            throw new UsageException("-f reads files, --context, --kubeconfig and --as are about the live cluster: give one or the other");
        return new ClusterOptions(files, connection.Namespace, all, connection);
    }
}
