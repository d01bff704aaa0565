using System.CommandLine;
using System.CommandLine.Completions;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Config;

namespace Sonde.Cli.CommandLine;

/// <summary>kubectl's options about the live cluster and the namespace; the same for every command that asks one.</summary>
/// <param name="ofNamespace">What the namespace means to the command, for help.</param>
internal sealed class ConnectionArguments(string ofNamespace)
{
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

    /// <summary>The namespace.</summary>
    public Option<string?> Namespace { get; } = new("--namespace", "-n") { HelpName = "NAME", Description = ofNamespace };

    /// <summary>Which server, and as whom.</summary>
    public IReadOnlyList<Option> Server => [_context, _kubeconfig, _as];

    /// <summary>Reads them.</summary>
    public ConnectionOptions Read(ParseResult result) => new()
    {
        Kubeconfig = result.GetValue(_kubeconfig),
        Context = result.GetValue(_context),
        Namespace = result.GetValue(Namespace),
        Impersonate = result.GetValue(_as) is { } user ? new Impersonation { User = user } : null,
    };

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
