using System.CommandLine;
using System.Text.Json;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Pods;
using Sonde.Cli.Preflight;
using Sonde.Cli.Terminal;
using Sonde.Collectors.Session.Targets;
using Sonde.Linux.Procfs;
using Sonde.Places.Pods;
using Sonde.Places.Preflight;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde preflight</c>.</summary>
internal sealed class PreflightCommand : SondeCommand
{
    private readonly Streams _streams;
    private readonly TargetArgument _target = new("preflight", takesCommand: false, TargetForms.PodsAndLocal);
    private readonly Option<string?> _output = SondeOptions.Output("text (default) or json", ["text", "json"]);
    private readonly PodArguments _pods = new(takesSeveral: false);

    /// <summary>Creates the command.</summary>
    public PreflightCommand(Streams streams)
        : base("preflight", "How deep may I look here? By tier, with the reason and the cure for each no. Changes nothing.")
    {
        _streams = streams;
        Add(_target);
        Add(_output);
        _pods.AddTo(this);
        SetAction(async (result, interrupt) => (int)await RunAsync(result, interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections => [new("Target", [.. TargetForms.PodsAndLocal.Forms.Select(form => (form.Form, form.Meaning))])];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [_pods.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde preflight pod/checkout-7d9 -n shop", "What your role, the namespace's Pod Security, the pod and its node let you do."),
        new("sonde preflight pid:4711", "The same for a process of this machine: users, capabilities, Yama, perf events."),
        new("sonde preflight host -o json", "For a program."),
    ];

    /// <inheritdoc/>
    public override string? Check(ParseResult result) => result.GetValue(_output) is null or "text" or "json"
        ? null
        : $"unknown format '{result.GetValue(_output)}': use text or json";

    private async Task<ExitCode> RunAsync(ParseResult result, CancellationToken interrupt)
    {
        Target target = _target.Read(result);
        string inNamespace = "";
        PreflightReport report;
        if (_pods.Read(result, target) is { } pods)
        {
            using var runner = new PodCommandRunner(_streams, pods);
            Pod pod = (await runner.FindAsync(interrupt))[0];
            inNamespace = pod.Namespace;
            InsideFacts? inside = await runner.FindRunningAsync(pod, interrupt) is var (place, source, isInPod)
                ? await InsideFacts.ReadAsync(place, source, isInPod, interrupt)
                : null;
            report = await new PodPreflight(runner.Client, pods.Image).RunAsync(pod, pod.Named(pods.Container), inside, interrupt);
        }
        else
        {
            var proc = new ProcFileSystem();
            report = new LocalPreflight(proc).Run(target.Text, target is HostTarget ? null : LocalProcess.Of(proc, target));
        }

        string role = RoleText.Write(report.Missing, inNamespace);
        if (result.GetValue(_output) == "json")
            _streams.Out.WriteLine(JsonSerializer.Serialize(PreflightDocument.From(target.Text, report, role), SondeJson.Indented.PreflightDocument));
        else
            PreflightText.Write(report, role, _streams.Out);
        return ExitCode.Done;
    }
}
