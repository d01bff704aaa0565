using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Inspecting;
using Sonde.Cli.Output;
using Sonde.Cli.Pods;
using Sonde.Cli.Terminal;
using Sonde.Cli.Watching;
using Sonde.Collectors.Session.Targets;
using Sonde.Inspection;
using Sonde.Inspection.Subjects;
using Sonde.Inspection.Watching;
using Sonde.Linux;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde inspect</c>.</summary>
internal sealed class InspectCommand : SondeCommand
{
    private static readonly FormatName[] Formats = [new("text", [".txt"]), new("json", [".json"])];

    private static readonly TimeSpan StandardInterval = TimeSpan.FromSeconds(1), ShortestInterval = TimeSpan.FromMilliseconds(100);

    private readonly Streams _streams;
    private readonly TargetArgument _target = new("inspect", takesCommand: false, TargetForms.Inspected);
    private readonly Option<TimeSpan?> _interval = SondeOptions.Duration(
        "Time between the two readings that rates are made from: 500ms, 10s. Default 1s", "--interval", "-i");
    private readonly Option<bool> _watch = new("--watch", "-w")
    {
        Description = "Goes on: live rates, the peak of memory between two looks, what grew, and what to request and to limit; one line or one JSON document for each "
            + "interval where there is no terminal",
    };
    private readonly Option<TimeSpan?> _duration = SondeOptions.Duration("Of --watch: when it ends (default: never)");
    private readonly Option<int?> _rate = new("--rate", "-r")
    {
        HelpName = "HZ",
        Description = $"Of --watch: readings of memory per second, 1 to {WatchOptions.HighestRate} (default {WatchOptions.HighestRate})",
    };
    private readonly Option<string?> _entryPoint = new("--entrypoint")
    {
        HelpName = "PROGRAM",
        Description = "Checks whether this program could start in the target's root, instead of the one that runs: a path, or a name in its PATH",
    };
    private readonly Option<string?> _output =
        SondeOptions.Output("text (default) or json on stdout, or a file (.txt, .json)", Formats.Select(format => format.Name));
    private readonly Option<string?> _format = SondeOptions.Format([.. Formats.Select(format => format.Name)]);
    private readonly PodArguments _pods = new(takesSeveral: false);

    /// <summary>Creates the command.</summary>
    public InspectCommand(Streams streams)
        : base("inspect", "Is it healthy from the inside? One judged screen about a container, a process or this machine.")
    {
        _streams = streams;
        Add(_target);
        foreach (Option option in (Option[])[_interval, _watch, _duration, _rate, _entryPoint, _output, _format])
            Add(option);
        _pods.AddTo(this);
        SetAction(async (result, interrupt) =>
        {
            InspectOptions options = Bind(result);
            PodOptions? pods = _pods.Read(result, options.Target);
            if (options.Output.Path is { } path)
                OutputFile.EnsureWritable(path);
            return (int)(pods is not null
                ? await new PodInspection(_streams, pods).RunAsync(options, interrupt)
                : await RunAsync(options, interrupt));
        });
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections => [new("Target", TargetHelp.InspectedRows), new("Keys of --watch", WatchKeys.Rows)];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [_pods.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde inspect container:bad-app", "CPU, memory, I/O, processes, files, sockets and signals, each judged; the first line is the answer."),
        new("sonde inspect pid:4711 --interval 10s", "Rates over ten seconds instead of one."),
        new("sonde inspect container:bad-app --watch", "100 readings a second until q: the spike of memory that a scrape misses, and the limit that would do."),
        new("sonde inspect pod/checkout-7d9 -n shop", "A pod's container, its restarts, and whether it can end in its grace period."),
        new("sonde inspect image:app.tar", "Whether an image can start: docker save, or an OCI layout. Nothing is unpacked."),
        new("sonde inspect host", "This machine: disks, pressure, the kernel's log, tables, and who causes the load."),
        new("sonde inspect container:bad-app --entrypoint /app/server", "Whether another program could start there: loader, libraries, versions."),
        new("sonde inspect container:bad-app -o json", "For a program: every figure with its unit."),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> OverviewExamples => [.. Examples.Take(1)];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public InspectOptions Bind(ParseResult result)
    {
        TimeSpan interval = result.GetValue(_interval) ?? StandardInterval;
        if (interval < ShortestInterval)
            throw new UsageException("--interval: in less than 100 ms the kernel's counters move too little to say anything");
        bool watch = result.GetValue(_watch);
        int rate = result.GetValue(_rate) ?? WatchOptions.HighestRate;
        if (rate is < 1 or > WatchOptions.HighestRate)
            throw new UsageException($"--rate: {rate} is no rate: readings of memory per second, 1 to {WatchOptions.HighestRate}");
        if (!watch && (result.GetValue(_duration) is not null || result.GetValue(_rate) is not null))
            throw new UsageException("--duration and --rate go with --watch: without it, --interval says how long is measured");
        var options = new InspectOptions(
            _target.Read(result), interval, result.GetValue(_entryPoint), OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), Formats),
            watch, result.GetValue(_duration), rate);
        if (watch && options.Output.Path is { } path)
            throw new UsageException($"--watch prints as it goes: write '-o json > {path}' instead of a file");
        if (watch && options.Target is RootTarget or ImageTarget)
            throw new UsageException($"{options.Target} does not run: there is nothing to watch");
        return options;
    }

    private static InspectionSubject Locate(Target target)
    {
        var proc = new ProcFileSystem();
        switch (target)
        {
            case HostTarget:
                return InspectionSubject.OfHost(proc);
            case ProcessTarget { Process: var process }:
                return InspectionSubject.OfProcess(proc, process);
            case ContainerTarget { Query: var query }:
                var cgroups = new CgroupFileSystem(proc);
                var resolver = new ContainerResolver(proc, cgroups);
                Container container = resolver.Resolve(query);
                return InspectionSubject.OfContainer(proc, cgroups, container, resolver.OpenProcesses(container));
            default:
                throw new TargetException(TargetError.Unsupported, $"{target} cannot be inspected from here");
        }
    }

    private async Task<ExitCode> RunAsync(InspectOptions options, CancellationToken interrupt)
    {
        var output = new InspectionOutput(_streams, options);
        if (options.Target is RootTarget or ImageTarget)
        {
            output.Write(StillInspection.Run(options.Target, options.EntryPoint, interrupt));
            return ExitCode.Done;
        }

        InspectionSubject subject;
        try
        {
            subject = Locate(options.Target);
        }
        catch (TargetException error) when (error.Error == TargetError.NotFound && !options.Watch && options.Target is ContainerTarget)
        {
            if (EndedInspection.Find(new ProcFileSystem(), ((ContainerTarget)options.Target).Query) is not { } ended)
                throw;
            output.Write(ended);
            return ExitCode.Done;
        }

        if (options.Watch)
            return await WatchAsync(subject, options, interrupt);
        subject.EntryPoint = options.EntryPoint;
        var inspection = new Inspection.Inspection(subject);
        InspectionReport first = inspection.ReadLifetime();
        bool live = options.Output is { Path: null, Format: null or "text" } && _streams.OutIsScreen;
        int shown = live ? ShowFirst(first) : 0;
        await Task.Delay(options.Interval, interrupt);
        InspectionReport report = inspection.ReadInterval();
        if (shown > 0)
            _streams.Out.Write($"\e[{shown}A\e[J");
        output.Write(report);
        return ExitCode.Done;
    }

    private async Task<ExitCode> WatchAsync(InspectionSubject subject, InspectOptions options, CancellationToken interrupt)
    {
        using var watch = new Watch(subject, new WatchOptions { Rate = options.Rate });
        var loop = new WatchLoop(new LocalWatch(watch, options.Interval, options.Duration), _streams, options.Target.Text);
        if (options.Output.Format is null && _streams.OutIsScreen && _streams.InputIsTerminal)
            await loop.RunOnScreenAsync(interrupt);
        else
            await loop.RunAsTextAsync(options.Output.Format == "json", interrupt);
        if (watch.Gone.IsCompleted)
            _streams.WriteTalk($"{options.Target} has ended");
        return ExitCode.Done;
    }

    /// <summary>Shows at once what is known at once; the whole screen replaces it. Only as much as the terminal can take back.</summary>
    private int ShowFirst(InspectionReport report)
    {
        IReadOnlyList<string> lines = [.. new InspectionText(_streams.Width, _streams.OutUsesColour, sideBySide: true).Draw(report, isMeasuring: true).Take(FullScreen.Height - 1)];
        foreach (string line in lines)
            _streams.Out.WriteLine(line);
        _streams.Flush();
        return lines.Count;
    }
}
