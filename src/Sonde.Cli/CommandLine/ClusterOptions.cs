using System.CommandLine;
using Sonde.Kubernetes.Config;

namespace Sonde.Cli.CommandLine;

/// <summary>kubectl's flags about which cluster and which namespace, the same for every command that asks a cluster.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        HelpName = "FILE", Description = "The only kubeconfig file to read (default: KUBECONFIG, else ~/.kube/config)",
    };

    private readonly Option<string?> _context = new("--context") { HelpName = "NAME", Description = "The kubeconfig's context (default: the current one)" };

    private readonly Option<string?> _namespace = new("--namespace", "-n") { HelpName = "NAME", Description = "The namespace (default: the context's)" };

    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "All namespaces" };

    private readonly Option<string?> _user = new("--as") { HelpName = "USER", Description = "Ask as somebody else; it must be allowed to (impersonate)" };

    /// <summary>Adds the options to a command.</summary>
    public ClusterOptions(Command command)
    {
        _context.CompletionSources.Add(_ => ContextNames());
        foreach (Option option in (Option[])[_namespace, _all, _context, _kubeconfig, _user])
            command.Add(option);
    }

    /// <summary>Says what is wrong with them; null when nothing is.</summary>
    public string? Check(ParseResult result) =>
        result.GetValue(_all) && result.GetValue(_namespace) is not null ? "-n and -A contradict each other: give one of them" : null;

    /// <summary>Reads them.</summary>
    public ClusterChoice Bind(ParseResult result) => new(
        new ConnectionOptions
        {
            Kubeconfig = result.GetValue(_kubeconfig),
            Context = result.GetValue(_context),
            Namespace = result.GetValue(_namespace),
            Impersonate = result.GetValue(_user) is { } user ? new Impersonation { User = user } : null,
        },
        result.GetValue(_all));

    private static IEnumerable<System.CommandLine.Completions.CompletionItem> ContextNames()
    {
        try
        {
            return [.. ConnectionResolver.Contexts(new ConnectionOptions(), KubeEnvironment.Current)
                .Select(context => new System.CommandLine.Completions.CompletionItem(context.Name))];
        }
        catch (Sonde.Kubernetes.KubernetesException)
        {
            // No completion is better than an error in the middle of a command line.
            return [];
        }
    }
}
