using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Collectors.Session;
using Sonde.Collectors.Session.Targets;
using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde profile</c>.</summary>
internal sealed class ProfileCommand : SondeCommand
{
    private const int StandardRate = 99;

    private static readonly TimeSpan StandardDuration = TimeSpan.FromSeconds(10);

    private readonly Streams _streams;
    private readonly TargetArgument _target = new("profile", takesCommand: true);
    private readonly Option<TimeSpan?> _duration = SondeOptions.Duration(
        "How long: 500ms, 10s, 2m, 1m30s. Default 10s; a command is sampled until it ends, or asked to end "
        + "(SIGTERM) after this time");
    private readonly Option<int> _rate = SondeOptions.Rate(StandardRate);
    private readonly Option<string?> _output = SondeOptions.Output(
        "A format's name prints that on stdout, a file name writes a file; - is stdout", ProfileOutput.FormatNames);
    private readonly Option<string?> _format = SondeOptions.Format(ProfileOutput.FormatNames);
    private readonly Option<bool> _kernel = new("--kernel", "-k") { Description = "Shows what the kernel does for the target as well" };
    private readonly Option<bool> _native = new("--native")
    {
        Description = "Samples native stacks also of Python processes: the interpreter's C functions instead of Python's "
            + "(both in one stack come in a later version)",
    };
    private readonly ProfileViewOptions _view = new();

    /// <summary>Creates the command.</summary>
    public ProfileCommand(Streams streams)
        : base("profile", "Where does the time go? Samples the CPU use of a process or container, without stopping it.")
    {
        _streams = streams;
        Add(_target);
        foreach (Option option in (Option[])[_duration, _rate, _output, _format, _kernel, _native])
            Add(option);
        _view.AddTo(this);
        SetAction(async (result, interrupt) => (int)await RunAsync(Bind(result), interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections =>
    [
        new("Target", TargetHelp.Rows),
        new("Formats", ProfileOutput.FormatRows),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [_view.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde profile pid:4711", "Samples for 10 seconds, then prints the hottest functions and a flame graph as text."),
        new("sonde profile container:bad-app --duration 30s -o flame.html", "A flame graph to open in a browser."),
        new("sonde profile pid:4711 -o pprof | go tool pprof -top -", "Hands the profile to another program."),
        new("sonde profile -- python3 report.py --year 2024", "Starts a program and samples it until it ends."),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> OverviewExamples => [.. Examples.Take(2)];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public ProfileOptions Bind(ParseResult result)
    {
        Target target = _target.Read(result);
        return new ProfileOptions(
            target,
            result.GetValue(_duration) ?? (target is CommandTarget ? null : StandardDuration),
            result.GetValue(_rate),
            OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), ProfileOutput.Formats),
            result.GetValue(_kernel),
            result.GetValue(_native),
            _view.Bind(result, prune: false));
    }

    private async Task<ExitCode> RunAsync(ProfileOptions options, CancellationToken interrupt)
    {
        options.Output.RefuseBinaryOnTerminal(_streams.OutIsTerminal, ProfileOutput.Formats);
        if (options.Output.Path is { } path)
            OutputFile.EnsureWritable(path);
        var proc = new ProcFileSystem();
        using TargetProcesses processes =
            LocalPlace.Locators(proc, outputToError: options.Output.Path is null).Locate(options.Target);
        await using var session = new ProfileSession(
            LocalPlace.Collectors(proc, options),
            processes,
            proc,
            new SessionOptions { Duration = options.Duration, Facts = Facts() });
        SessionResult result = await SampleAsync(session, processes, options, interrupt);
        foreach (string warning in session.Warnings)
            _streams.WriteTalk(warning);
        _streams.WriteTalk(SessionTalk.End(processes, result));
        new ProfileOutput(_streams).Write(result.Profile, options.Output, options.View);
        return result.End == SessionEnd.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private async Task<SessionResult> SampleAsync(
        ProfileSession session, TargetProcesses processes, ProfileOptions options, CancellationToken interrupt)
    {
        // A started program shares the terminal: a line that is drawn over and over would garble its output.
        bool isLive = _streams.ErrorIsTerminal && options.Target is not CommandTarget;
        if (!isLive)
            _streams.WriteTalk(SessionTalk.Start(processes, options.Duration, options.Rate));
        Task<SessionResult> run = session.RunAsync(interrupt);
        if (isLive)
            await new LiveProgress(_streams).ShowAsync(processes.Title, options.Duration, () => session.Progress, run);
        return await run;
    }

    private static SortedDictionary<string, string> Facts() => new(StringComparer.Ordinal)
    {
        [NoteNames.Host] = Environment.MachineName,
        [NoteNames.Kernel] = KernelRelease.Read(),
        ["sonde"] = VersionInfo.Number,
    };
}
