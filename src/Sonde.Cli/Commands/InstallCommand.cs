using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Pods;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Config;
using Sonde.Places.Ephemeral;
using Sonde.Places.Node;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde install</c>.</summary>
internal sealed class InstallCommand : SondeCommand
{
    private static readonly string[] Formats = ["yaml", "json"];

    private readonly Streams _streams;
    private readonly ConnectionArguments _connection = new("");
    private readonly ImageArguments _image = new();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only asks the server whether it would take each object; changes nothing" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Does not wait until an agent runs on every node" };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        HelpName = "FORMAT",
        Description = "yaml or json: prints the objects instead, for kubectl apply -f -, and asks no server",
        CompletionSources = { Formats },
    };

    /// <summary>Creates the command.</summary>
    public InstallCommand(Streams streams)
        : base("install", "May it be faster, and node-wide? Puts Sonde's agent onto every node of a cluster.")
    {
        _streams = streams;
        foreach (Option option in (Option[])[_dryRun, _output, _noWait, .. _image.All, .. _connection.Server])
            Add(option);
        SetAction(async (result, interrupt) => (int)await RunAsync(result, interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "[OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections =>
    [
        new("Rights",
        [
            (NodeAgents.Namespace, "a namespace of its own. Whoever may exec into it is root on every node: give the role "
                + $"{NodeAgentManifests.RoleName} in it to administrators only"),
        ]),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde install --dry-run", "What would be made, and whether the cluster would take it."),
        new("sonde install --image registry.example.com/sonde:0.1.0", "Makes it, or changes it to this image."),
        new("sonde install -o yaml > sonde-agent.yaml", "The objects, to read or to keep."),
    ];

    private async Task<ExitCode> RunAsync(ParseResult result, CancellationToken interrupt)
    {
        AgentImage image = _image.Read(result);
        var manifests = new NodeAgentManifests(image, VersionInfo.Number);
        if (result.GetValue(_output) is { } format)
        {
            if (!Formats.Contains(format))
                throw new UsageException($"--output: '{format}' is unknown: use {UsageErrors.Alternatives(Formats)}");
            _streams.Out.Write(format == "json" ? List(manifests) : YamlText.Write(manifests.All.Select(one => one.Manifest)));
            return ExitCode.Done;
        }

        KubeEnvironment environment = KubeEnvironment.Current with { InputIsTerminal = _streams.InputIsTerminal };
        using var client = new KubernetesClient(ConnectionResolver.Resolve(_connection.Read(result), environment));
        var installer = new NodeAgentInstaller(client, _streams.WriteTalk);
        bool isTrial = result.GetValue(_dryRun);
        await installer.ApplyAsync(manifests, isTrial, interrupt);
        if (isTrial)
            return ExitCode.Done;
        long? nodes = result.GetValue(_noWait) ? null : await installer.WaitAsync(interrupt);
        string state = nodes is { } count ? string.Create(CultureInfo.InvariantCulture, $"the node agent runs on every node ({count})") : "the node agent starts";
        _streams.WriteTalk(
            $"{state}; who may exec into namespace {NodeAgents.Namespace} is root on all of them (role {NodeAgentManifests.RoleName}); 'sonde uninstall' removes it");
        return ExitCode.Done;
    }

    private static string List(NodeAgentManifests manifests) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "List",
        ["items"] = new JsonArray([.. manifests.All.Select(one => (JsonNode)one.Manifest)]),
    }.ToJsonString(SondeJson.Indented.Options) + "\n";
}
