using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Config;
using Sonde.Places.Node;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde uninstall</c>.</summary>
internal sealed class UninstallCommand : SondeCommand
{
    private readonly Streams _streams;
    private readonly ConnectionArguments _connection = new("");

    /// <summary>Creates the command.</summary>
    public UninstallCommand(Streams streams)
        : base("uninstall", "Is it all gone? Removes Sonde's agent from every node, with its namespace.")
    {
        _streams = streams;
        foreach (Option option in _connection.Server)
            Add(option);
        SetAction(async (result, interrupt) => (int)await RunAsync(result, interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "[OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples => [new("sonde uninstall", $"Removes namespace {NodeAgents.Namespace} with everything in it.")];

    private async Task<ExitCode> RunAsync(ParseResult result, CancellationToken interrupt)
    {
        KubeEnvironment environment = KubeEnvironment.Current with { InputIsTerminal = _streams.InputIsTerminal };
        using var client = new KubernetesClient(ConnectionResolver.Resolve(_connection.Read(result), environment));
        bool wasThere = await new NodeAgentInstaller(client, _streams.WriteTalk).RemoveAsync(interrupt);
        _streams.WriteTalk(wasThere ? "the node agent is gone" : $"there is no node agent: namespace {NodeAgents.Namespace} does not exist");
        return ExitCode.Done;
    }
}
