using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Completion;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Pods;
using Sonde.Cli.Terminal;
using Sonde.Collectors;
using Sonde.Collectors.Native.Events;
using Sonde.Collectors.Session;
using Sonde.Collectors.Session.Targets;
using Sonde.Linux.Perf;
using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;
using Sonde.Profiles;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde profile</c>.</summary>
internal sealed class ProfileCommand : SondeCommand
{
    private const string StandardEvent = "cpu", ListEvents = "list";

    private static readonly TimeSpan StandardDuration = TimeSpan.FromSeconds(10), ProgressInterval = TimeSpan.FromMilliseconds(500);

    private readonly Streams _streams;
    private readonly TargetArgument _target = new("profile", takesCommand: true, TargetForms.ExistingAnywhere);
    private readonly Option<TimeSpan?> _duration = SondeOptions.Duration(
        "How long: 500ms, 10s, 2m, 1m30s. Default 10s; a command is sampled until it ends, or asked to end "
        + "(SIGTERM) after this time");
    private readonly Option<string> _event = new("--event", "-e")
    {
        HelpName = "EVENT",
        Description = "What is sampled, see below (default cpu)",
        DefaultValueFactory = _ => StandardEvent,
    };
    private readonly Option<int?> _rate = SondeOptions.Rate(
        "default 99; of what the kernel or the CPU counts 999; every time a tracepoint is passed");
    private readonly Option<string?> _cgroup = new("--cgroup")
    {
        HelpName = "CGROUP",
        Description = "With host: only what runs in this cgroup, given by its directory, path or last name",
    };
    private readonly Option<bool> _wakers = new("--wakers")
    {
        Description = "With off-cpu and wall: shows above each wait the stack of the thread that ended it",
    };
    private readonly Option<string?> _output = SondeOptions.Output(
        "A format's name prints that on stdout, a file name writes a file; - is stdout", ProfileOutput.FormatNames);
    private readonly Option<string?> _format = SondeOptions.Format(ProfileOutput.FormatNames);
    private readonly Option<bool> _kernel = new("--kernel", "-k") { Description = "Shows what the kernel does for the target as well" };
    private readonly Option<bool> _native = new("--native")
    {
        Description = "Of Python, shows C extensions, libraries and builtins in one stack with the Python functions around them",
    };
    private readonly Option<bool> _interpreter = new("--interpreter-frames")
    {
        Description = "With --native: shows also the interpreter's C functions that only pass calls on",
    };
    private readonly ProfileViewOptions _view = new();

    private readonly SymbolOptions _symbols = new();
    private readonly PodArguments _pods = new(takesSeveral: true);

    /// <summary>Creates the command.</summary>
    public ProfileCommand(Streams streams)
        : base("profile", "Where does the time go? Samples a process, a container or the whole machine, without stopping it.")
    {
        _streams = streams;
        Add(_target);
        foreach (Option option in (Option[])[_duration, _event, _rate, _output, _format, _kernel, _native, _interpreter, _wakers, _cgroup])
            Add(option);
        _view.AddTo(this);
        _symbols.AddTo(this);
        _pods.AddTo(this);
        _event.CompletionSources.Add(context => EventNames.StartingWith(context.WordToComplete)
            .Concat(ListEvents.StartsWith(context.WordToComplete, StringComparison.Ordinal) ? [ListEvents] : []).Select(name => new CompletionItem(name)));
        SetAction(async (result, interrupt) =>
        {
            if (result.GetValue(_event) == ListEvents)
                return (int)ListThem(result);
            using SymbolPlaces symbols = _symbols.Read(result, _streams, interrupt);
            ProfileOptions options = Bind(result);
            return (int)await (_pods.Read(result, options.Target) is { } pods
                ? RunInPodsAsync(options, pods, symbols, interrupt)
                : RunAsync(options, symbols, interrupt));
        });
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections =>
    [
        new("Target", TargetHelp.Rows),
        new("Events", [.. NativeEvents.Forms.Select(form => (form.Form, form.Meaning)), (ListEvents, "samples nothing: tells, without a TARGET, which events this machine has, and why not the others")]),
        new("Formats", ProfileOutput.FormatRows),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [_view.Group, _pods.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde profile pid:4711", "Samples for 10 seconds, then prints the hottest functions and a flame graph as text."),
        new("sonde profile container:bad-app --duration 30s -o flame.html", "A flame graph to open in a browser."),
        new("sonde profile pid:4711 -o pprof | go tool pprof -top -", "Hands the profile to another program."),
        new("sonde profile deploy/checkout -n shop --pods all -o cpu.html", "All pods of a Deployment in one flame graph, through ephemeral containers."),
        new("sonde profile pid:4711 --native", "Python functions, and the C code of extensions and libraries that they call."),
        new("sonde profile pid:4711 --event off-cpu", "What it waits for, and how long."),
        new("sonde profile pid:4711 --event gil", "Of a Python process: which code keeps the others from running."),
        new("sonde profile host -e page-faults -d 5s -o faults.html", "Where memory is first touched, on the whole machine."),
        new("sonde profile -- python3 report.py --year 2024", "Starts a program and samples it until it ends."),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> OverviewExamples => [.. Examples.Take(2)];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public ProfileOptions Bind(ParseResult result)
    {
        Target target = _target.Read(result, _pods.Selected(result));
        if (result.GetValue(_cgroup) is { } cgroup)
        {
            target = target is HostTarget
                ? new CgroupTarget(cgroup)
                : throw new UsageException($"--cgroup restricts host, and {target} is something else: write 'sonde profile host --cgroup {cgroup}'");
        }

        return new ProfileOptions(
            target,
            result.GetValue(_duration) ?? (target is CommandTarget ? null : StandardDuration),
            result.GetValue(_event) ?? StandardEvent,
            result.GetValue(_rate),
            OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), ProfileOutput.Formats),
            result.GetValue(_kernel),
            ReadNative(result),
            result.GetValue(_wakers),
            _view.Bind(result, prune: false));
    }

    private ExitCode ListThem(ParseResult result)
    {
        if (result.GetValue(_target) is [_, ..] || result.GetValue(_output) is not null)
            throw new UsageException($"--event {ListEvents} tells of this machine and prints a table: write 'sonde profile --event {ListEvents}'");
        using var tracepoints = new TraceEvents();
        EventListing.Write(_streams.Out, tracepoints);
        _streams.Flush();
        return ExitCode.Done;
    }

    private NativeFrames ReadNative(ParseResult result)
    {
        bool isNative = result.GetValue(_native), showsInterpreter = result.GetValue(_interpreter);
        if (showsInterpreter && !isNative)
            throw new UsageException("--interpreter-frames goes with --native only");
        return !isNative ? NativeFrames.None : showsInterpreter ? NativeFrames.WithInterpreter : NativeFrames.Shown;
    }

    private Task<ExitCode> RunInPodsAsync(ProfileOptions options, PodOptions pods, SymbolPlaces symbols, CancellationToken interrupt)
    {
        EnsureOutput(options);
        symbols.RefuseFoldersFor(options.Target);
        return new PodProfile(_streams, pods).RunAsync(options, interrupt);
    }

    private void EnsureOutput(ProfileOptions options)
    {
        options.Output.RefuseBinaryOnTerminal(_streams.OutIsTerminal, ProfileOutput.Formats);
        if (options.Output.Path is { } path)
            OutputFile.EnsureWritable(path);
    }

    private async Task<ExitCode> RunAsync(ProfileOptions options, SymbolPlaces symbols, CancellationToken interrupt)
    {
        EnsureOutput(options);
        var proc = new ProcFileSystem();
        using var tracepoints = new TraceEvents();
        SamplingEvent chosen = NativeEvents.Create(new EventRequest(options.Event, tracepoints, options.Wakers));
        var choice = new CollectorChoice(options.Target, chosen, options.Rate, options.Kernel, options.Native, options.Wakers);
        if (choice.Problem is { } problem)
            throw new UsageException(problem);
        using TargetProcesses processes =
            LocalPlace.Locators(proc, outputToError: options.Output.Path is null).Locate(options.Target);
        await using var session = new ProfileSession(
            LocalPlace.Collectors(proc, choice, symbols),
            processes,
            proc,
            new SessionOptions { Duration = options.Duration, Facts = Facts() });
        SessionResult result = await SampleAsync(session, processes, options, chosen, interrupt);
        foreach (string warning in session.Warnings.Concat(symbols.Server?.Problems ?? []))
            _streams.WriteTalk(warning);
        _streams.WriteTalk(SessionTalk.End(processes, result, chosen));
        new ProfileOutput(_streams).Write(result.Profile, options.Output, options.View);
        return result.End == SessionEnd.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }

    private async Task<SessionResult> SampleAsync(
        ProfileSession session, TargetProcesses processes, ProfileOptions options, SamplingEvent chosen, CancellationToken interrupt)
    {
        // A started program shares the terminal: a line that is drawn over and over would garble its output.
        bool isLive = _streams.ErrorIsTerminal && options.Target is not CommandTarget;
        if (!isLive)
            _streams.WriteTalk(SessionTalk.Start(processes, options.Duration, chosen, options.Rate ?? chosen.StandardRate));
        Task<SessionResult> run = session.RunAsync(interrupt);
        if (_streams.TellsProgress)
            await TellAsync(session, run);
        else if (isLive)
            await new LiveProgress(_streams).ShowAsync(processes.Title, options.Duration, () => session.Progress, run);
        return await run;
    }

    private async Task TellAsync(ProfileSession session, Task run)
    {
        while (await Task.WhenAny(run, Task.Delay(ProgressInterval)) != run)
            _streams.WriteProgress(string.Create(CultureInfo.InvariantCulture, $"{session.Progress.Samples:N0} samples"));
    }

    private static SortedDictionary<string, string> Facts() => new(StringComparer.Ordinal)
    {
        [NoteNames.Host] = Environment.MachineName,
        [NoteNames.Kernel] = KernelRelease.Read(),
        ["sonde"] = VersionInfo.Number,
    };
}
