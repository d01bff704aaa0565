using System.CommandLine;
using System.CommandLine.Completions;
using Sonde.Kubernetes;
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

    private readonly Option<string?> _namespace = new("--namespace", "-n") { HelpName = "NAME", Description = "Only this namespace (live: default is the context's)" };
    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "All namespaces" };

    private readonly Option<string?> _context = new("--context")
    {
        HelpName = "NAME",
        Description = "The kubeconfig's context (default: the current one)",
        CompletionSources = { _ => ContextNames() },
    };

    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        HelpName = "FILE",
        Description = "The only kubeconfig to read (default: KUBECONFIG, else ~/.kube/config)",
    };

    private readonly Option<string?> _as = new("--as") { HelpName = "USER", Description = "Ask the live cluster as this user" };

    /// <summary>The options, in the order in which help shows them.</summary>
    public IReadOnlyList<Option> All => [_files, _namespace, _all, _context, _kubeconfig, _as];

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public ClusterOptions Read(ParseResult result)
    {
        string? space = result.GetValue(_namespace);
        bool all = result.GetValue(_all);
        if (space is not null && all)
            throw new UsageException("-n and -A exclude each other: one namespace, or all");
        string[] files = result.GetValue(_files) ?? [];
        if (files.Count(file => file == "-") > 1)
            throw new UsageException("-f - can be given only once: there is one stdin");
        var connection = new ConnectionOptions
        {
            Kubeconfig = result.GetValue(_kubeconfig),
            Context = result.GetValue(_context),
            Namespace = space,
            Impersonate = result.GetValue(_as) is { } user ? new Impersonation { User = user } : null,
        };
        if (files.Length > 0 && (connection.Kubeconfig ?? connection.Context ?? connection.Impersonate?.User) is not null)
            throw new UsageException("-f reads files, --context, --kubeconfig and --as are about the live cluster: give one or the other");
        return new ClusterOptions(files, space, all, connection);
    }

    private static IEnumerable<CompletionItem> ContextNames()
    {
        try
        {
            return [.. ConnectionResolver.Contexts(new ConnectionOptions(), KubeEnvironment.Current).Select(context => new CompletionItem(context.Name))];
        }
        catch (KubernetesException)
        {
            // An error in the middle of a command line helps nobody.
            return [];
        }
    }
}
