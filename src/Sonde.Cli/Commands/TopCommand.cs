using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Completion;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Pods;
using Sonde.Cli.Terminal;
using Sonde.Cli.Top;
using Sonde.Collectors;
using Sonde.Collectors.Native.Events;
using Sonde.Collectors.Session;
using Sonde.Collectors.Session.Targets;
using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;
using Sonde.Places;
using Sonde.Places.Pods;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde top</c>.</summary>
internal sealed class TopCommand : SondeCommand
{
    private const string StandardEvent = "cpu";
    private const int StandardRows = 20;

    private static readonly string[] Formats = ["text", "json"];

    private static readonly TimeSpan StandardInterval = TimeSpan.FromSeconds(1), ShortestInterval = TimeSpan.FromMilliseconds(100);

    private readonly Streams _streams;
    private readonly TargetArgument _target = new("top", takesCommand: false, TargetForms.ExistingAnywhere);
    private readonly Option<string> _event = new("--event", "-e")
    {
        HelpName = "EVENT",
        Description = "What is sampled, as for profile (default cpu)",
        DefaultValueFactory = _ => StandardEvent,
    };
    private readonly Option<int?> _rate = SondeOptions.Rate("default 99; of what the kernel or the CPU counts 999");
    private readonly Option<TimeSpan?> _interval = SondeOptions.Duration(
        "How often the table is made anew: 500ms, 2s. Default 1s", "--interval", "-i");
    private readonly Option<int?> _count = SondeOptions.Count("--count", null, "Prints this many tables instead of filling the terminal, then ends");
    private readonly Option<int?> _rows = SondeOptions.Count("--nodecount", null, "How many functions a printed table shows (default 20)");
    private readonly Option<string?> _output = new("--output", "-o")
    {
        HelpName = "FORMAT",
        Description = "text or json: prints a table for each interval, or one JSON document a line",
        CompletionSources = { Formats },
    };
    private readonly Option<bool> _kernel = new("--kernel", "-k") { Description = "Shows what the kernel does for the target as well" };
    private readonly Option<bool> _native = new("--native") { Description = "Of Python, shows C extensions, libraries and builtins as well" };
    private readonly SymbolOptions _symbols = new();
    private readonly PodArguments _pods = new(takesSeveral: false);

    /// <summary>Creates the command.</summary>
    public TopCommand(Streams streams)
        : base("top", "Where does the time go right now? A live table of functions and threads of what runs.")
    {
        _streams = streams;
        Add(_target);
        foreach (Option option in (Option[])[_event, _rate, _interval, _count, _rows, _output, _kernel, _native])
            Add(option);
        _symbols.AddTo(this);
        _pods.AddTo(this);
        _event.CompletionSources.Add(context => EventNames.StartingWith(context.WordToComplete).Select(name => new CompletionItem(name)));
        SetAction(async (result, interrupt) =>
        {
            using SymbolPlaces symbols = _symbols.Read(result, _streams, interrupt);
            TopOptions options = Bind(result);
            return (int)await (_pods.Read(result, options.Target) is { } pods
                ? RunInPodAsync(options, pods, symbols, interrupt)
                : RunAsync(options, symbols, interrupt));
        });
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections =>
    [
        new("Target", TargetHelp.ExistingRows),
        new("Keys", TopKeys.Rows),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [_pods.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde top pid:4711", "The hottest functions, once a second; q quits and leaves the table."),
        new("sonde top container:bad-app", "The same for all processes of a container."),
        new("sonde top host --kernel", "What the whole machine does."),
        new("sonde top pid:4711 --count 1", "One table on stdout, for a log or a chat."),
    ];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public TopOptions Bind(ParseResult result)
    {
        TimeSpan interval = result.GetValue(_interval) ?? StandardInterval;
        if (interval < ShortestInterval)
            throw new UsageException("--interval: a table for less than 100 ms would hold too few samples to say anything");
        string? output = result.GetValue(_output);
        if (output is not null && !Formats.Contains(output))
            throw new UsageException($"--output: '{output}' is unknown: use {UsageErrors.Alternatives(Formats)}; to keep a profile, use sonde profile -o FILE");
        return new TopOptions(
            _target.Read(result, _pods.Selected(result)),
            result.GetValue(_event) ?? StandardEvent,
            result.GetValue(_rate),
            interval,
            result.GetValue(_count),
            result.GetValue(_rows) ?? StandardRows,
            result.GetValue(_kernel),
            result.GetValue(_native),
            Json: output == "json",
            Plain: output is not null || result.GetValue(_count) is not null || !_streams.OutIsScreen || !_streams.InputIsTerminal);
    }

    private async Task<ExitCode> RunInPodAsync(TopOptions options, PodOptions pods, SymbolPlaces symbols, CancellationToken interrupt)
    {
        symbols.RefuseFoldersFor(options.Target);
        using var runner = new PodCommandRunner(_streams, pods);
        Pod? pod = pods.Target.Kind == PodTargetKind.Node ? null : (await runner.FindAsync(interrupt))[0];
        var talk = new PlaceTalk(_streams);
        if (options.Plain)
            return (ExitCode)await SampleAsync(new PrintableStream(_streams.Data), interrupt);
        options = options with { Json = true };
        var feed = new PodFeed(SampleAsync);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        await new TopLoop(feed, _streams, $"{pods.Target} · {options.Event}").RunOnScreenAsync(options.Rows, stop);
        return stop.IsCancellationRequested ? ExitCode.Done : (ExitCode)feed.Code;

        Task<int> SampleAsync(Stream output, CancellationToken end) => pod is null
            ? runner.RunOnNodeAsync(target => CommandInPod(target, options), output, talk, end)
            : runner.RunAsync(pod, target => CommandInPod(target, options), output, talk, PodNeeds.Of(options.Event, options.Kernel, options.Native), end);
    }

    /// <summary>The command line that makes the tables there as was asked here.</summary>
    internal static IReadOnlyList<string> CommandInPod(string target, TopOptions options)
    {
        List<string> words =
        [
            "top", target, $"--output={(options.Json ? "json" : "text")}", $"--event={options.Event}",
            string.Create(CultureInfo.InvariantCulture, $"--interval={options.Interval.TotalMilliseconds:0}ms"),
            string.Create(CultureInfo.InvariantCulture, $"--nodecount={options.Rows}"),
        ];
        if (options.Count is { } count)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"--count={count}"));
        if (options.Rate is { } rate)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"--rate={rate}"));
        if (options.Kernel)
            words.Add("--kernel");
        if (options.Native)
            words.Add("--native");
        return words;
    }

    private async Task<ExitCode> RunAsync(TopOptions options, SymbolPlaces symbols, CancellationToken interrupt)
    {
        var proc = new ProcFileSystem();
        using var tracepoints = new TraceEvents();
        SamplingEvent chosen = NativeEvents.Create(new EventRequest(options.Event, tracepoints, WakerStacks: false));
        NativeFrames native = options.Native ? NativeFrames.Shown : NativeFrames.None;
        var choice = new CollectorChoice(options.Target, chosen, options.Rate, options.Kernel, native);
        if (choice.Problem is { } problem)
            throw new UsageException(problem);
        using TargetProcesses processes = LocalPlace.Locators(proc).Locate(options.Target);
        int rate = options.Rate ?? chosen.StandardRate;
        await using var session = new ProfileSession(
            LocalPlace.Collectors(proc, choice, symbols),
            processes,
            proc,
            new SessionOptions());
        string how = rate > 0 ? string.Create(CultureInfo.InvariantCulture, $"{chosen.Name} at {rate} Hz") : chosen.Name;
        var feed = new SessionFeed(session, options.Interval);
        var loop = new TopLoop(feed, _streams, $"{processes.Title} · {how}");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        await (options.Plain
            ? loop.RunAsTextAsync(options.Json, options.Rows, options.Count, stop)
            : loop.RunOnScreenAsync(options.Rows, stop));
        foreach (string warning in session.Warnings.Concat(symbols.Server?.Problems ?? []))
            _streams.WriteTalk(warning);
        if (feed.Result is { End: SessionEnd.Exited } result)
            _streams.WriteTalk(SessionTalk.End(processes, result, chosen));
        // Whoever ends a live table has seen what they wanted: Ctrl-C is its normal end.
        return ExitCode.Done;
    }
}
