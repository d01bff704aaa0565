using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Pods;
using Sonde.Cli.Programs;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes.Sessions;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;
using Sonde.Places.Agent;
using Sonde.Places.Pods;
using Sonde.Places.Programs;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde exec</c>.</summary>
internal sealed class ExecCommand : SondeCommand
{
    /// <summary>What shells add to a signal's number to make an exit code of it.</summary>
    private const int SignalExit = 128;

    private static readonly (string Name, NamespaceKind Kind, string Meaning)[] Kinds =
    [
        ("--net", NamespaceKind.Network, "its network: devices, addresses, ports"),
        ("--mount", NamespaceKind.Mount, "its files: the command itself is looked for there, too"),
        ("--pid", NamespaceKind.Pid, "its processes"),
        ("--uts", NamespaceKind.Uts, "its host name"),
        ("--ipc", NamespaceKind.Ipc, "its System V IPC and message queues"),
    ];

    private readonly Streams _streams;
    private readonly TargetCommandArgument _target = new(TargetForms.RunningAnywhere);
    private readonly Option<bool>[] _kinds = [.. Kinds.Select(kind => new Option<bool>(kind.Name) { Description = $"Run it in {kind.Meaning}" })];
    private readonly Option<string[]> _variables = new("--env") { HelpName = "NAME=VALUE", Description = "An environment variable for the command; may be repeated" };
    private readonly Option<bool> _frames = new("--frames") { Hidden = true, Description = "Stdin comes in frames" };
    private readonly Option<bool> _here = new("--here") { Hidden = true, Description = "In no namespace but the own" };
    private readonly PodArguments _pods = new(takesSeveral: false, runsAnywhere: false);

    /// <summary>Creates the command.</summary>
    public ExecCommand(Streams streams)
        : base("exec", "What does a command of mine say from in there? Runs it in namespaces of the target.")
    {
        _streams = streams;
        Add(_target);
        foreach (Option option in (Option[])[.. _kinds, _variables, _frames, _here])
            Add(option);
        _pods.AddTo(this);
        SetAction(async (result, interrupt) =>
        {
            ExecOptions options = Bind(result);
            return _pods.Read(result, options.Target) is { } pods ? await RunInPodAsync(options, pods, interrupt) : Run(options);
        });
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET [OPTIONS] -- COMMAND ARGS";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections => [new("Target", TargetHelp.RunningRows)];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [_pods.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde exec container:web --net -- ss -tlnp", "This machine's ss in the container's network: the image needs none."),
        new("sonde exec pid:4711 -- /bin/sh", "Without an option in all five namespaces: a program of the target's own files."),
        new("sonde exec pod/checkout-7d9 -n shop --net -- wget -qO- http://127.0.0.1:8080/health", "The tools of Sonde's image in the pod's network."),
        new("sonde exec pod/checkout-7d9 -n shop -- /app/server --version", "A program of the pod's own image, without a shell."),
    ];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public ExecOptions Bind(ParseResult result)
    {
        var (target, command) = _target.Read(result);
        if (target is null)
            throw _target.Missing();
        if (command.Count == 0)
            throw new UsageException("the command is missing: write it after --");
        NamespaceKind[] kinds = [.. Kinds.Where((_, i) => result.GetValue(_kinds[i])).Select(kind => kind.Kind)];
        if (result.GetValue(_here) && kinds.Length > 0)
            throw new UsageException("--here enters no namespace");
        return new ExecOptions(
            target, command, kinds.Length > 0 || result.GetValue(_here) ? kinds : NamespaceEntry.Joinable,
            VariableText.Read("--env", result.GetValue(_variables)), result.GetValue(_frames));
    }

    private int Run(ExecOptions options)
    {
        if (options.ReadsFrames)
            FirstToGo.Apply();
        var proc = new ProcFileSystem();
        using NamespaceEntry entry = NamespaceEntry.Open(proc, LocalProcess.Of(proc, options.Target), options.Namespaces);
        var spawn = new SpawnOptions { Namespaces = entry, Variables = options.Variables };
        ProcessExit exit;
        if (options.ReadsFrames)
        {
            exit = FramedProgram.Run(Console.OpenStandardInput(), input => Start(options, spawn with { Input = input }, entry));
        }
        else
        {
            SpawnedProcess program = Start(options, spawn, entry);
            // A terminal's Ctrl-C reaches the program by itself: it is in the same foreground group.
            using var signals = new ProgramSignals(program.Signal, fromKeyboard: !_streams.InputIsTerminal);
            exit = program.WaitForExit();
        }

        return exit.Signal != 0 ? SignalExit + exit.Signal : exit.Code;
    }

    private SpawnedProcess Start(ExecOptions options, SpawnOptions spawn, NamespaceEntry entry)
    {
        SpawnedProcess program = SpawnedProcess.Start(options.Command, spawn);
        foreach (string note in entry.Notes)
            _streams.WriteTalk(note);
        return program;
    }

    private async Task<int> RunInPodAsync(ExecOptions options, PodOptions pods, CancellationToken interrupt)
    {
        using var runner = new PodCommandRunner(_streams, pods);
        Pod pod = (await runner.FindAsync(interrupt))[0];
        SessionTarget container = await runner.FindContainerAsync(pod, interrupt);
        bool isInteractive = InteractiveSession.IsPossible(_streams);
        IReadOnlyList<string> words = Words(runner.TargetIn(pod), options, isInteractive);
        if (isInteractive)
        {
            await using ContainerSession session = await runner.Client.Sessions.ExecAsync(
                container, words, SessionStreams.Input | SessionStreams.Output | SessionStreams.Terminal, interrupt);
            return await new InteractiveSession(_streams).RunAsync(session);
        }

        var program = new ProgramSession(runner.Client, container);
        using var signals = new ProgramSignals(program.Signal, fromKeyboard: true);
        return await program.RunAsync(
            words, _streams.InputIsTerminal ? null : Console.OpenStandardInput(), ProgramOutput.Data(_streams), ProgramOutput.Error(_streams), CancellationToken.None);
    }

    /// <summary>The command line that does there what was asked here.</summary>
    internal static IReadOnlyList<string> Words(string target, ExecOptions options, bool isInteractive) =>
    [
        "sonde", "exec", target,
        .. Kinds.Where(kind => options.Namespaces.Contains(kind.Kind)).Select(kind => kind.Name),
        .. isInteractive ? InteractiveSession.Variables.Where(one => !options.Variables.ContainsKey(one.Split('=')[0])).Select(one => $"--env={one}") : ["--frames"],
        .. options.Variables.Select(one => $"--env={one.Key}={one.Value}"),
        "--", .. options.Command,
    ];
}
