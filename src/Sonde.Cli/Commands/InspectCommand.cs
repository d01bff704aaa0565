using System.CommandLine;
using System.Text.Json;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Collectors.Session.Targets;
using Sonde.Inspection;
using Sonde.Inspection.Subjects;
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
    private readonly TargetArgument _target = new("inspect", takesCommand: false, TargetGrammar.LocalAndHost);
    private readonly Option<TimeSpan?> _interval = SondeOptions.Duration(
        "Time between the two readings that rates are made from: 500ms, 10s. Default 1s", "--interval", "-i");
    private readonly Option<string?> _entryPoint = new("--entrypoint")
    {
        HelpName = "PROGRAM",
        Description = "Checks whether this program could start in the target's root, instead of the one that runs: a path, or a name in its PATH",
    };
    private readonly Option<string?> _output =
        SondeOptions.Output("text (default) or json on stdout, or a file (.txt, .json)", Formats.Select(format => format.Name));
    private readonly Option<string?> _format = SondeOptions.Format([.. Formats.Select(format => format.Name)]);

    /// <summary>Creates the command.</summary>
    public InspectCommand(Streams streams)
        : base("inspect", "Is it healthy from the inside? One judged screen about a container, a process or this machine.")
    {
        _streams = streams;
        Add(_target);
        foreach (Option option in (Option[])[_interval, _entryPoint, _output, _format])
            Add(option);
        SetAction(async (result, interrupt) => (int)await RunAsync(Bind(result), interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections => [new("Target", TargetHelp.ExistingRows)];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde inspect container:bad-app", "CPU, memory, I/O, processes, files, sockets and signals, each judged; the first line is the answer."),
        new("sonde inspect pid:4711 --interval 10s", "Rates over ten seconds instead of one."),
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
        return new InspectOptions(
            _target.Read(result), interval, result.GetValue(_entryPoint), OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), Formats));
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
        if (options.Output.Path is { } path)
            OutputFile.EnsureWritable(path);
        InspectionSubject subject = Locate(options.Target);
        subject.EntryPoint = options.EntryPoint;
        var inspection = new Inspection.Inspection(subject);
        InspectionReport first = inspection.ReadLifetime();
        bool live = options.Output is { Path: null, Format: null or "text" } && _streams.OutIsTerminal;
        int shown = live ? ShowFirst(first) : 0;
        await Task.Delay(options.Interval, interrupt);
        InspectionReport report = inspection.ReadInterval();
        if (shown > 0)
            _streams.Out.Write($"\e[{shown}A\e[J");
        Write(options, report);
        return ExitCode.Done;
    }

    /// <summary>Shows at once what is known at once; the whole screen replaces it. Only as much as the terminal can take back.</summary>
    private int ShowFirst(InspectionReport report)
    {
        IReadOnlyList<string> lines = [.. new InspectionText(_streams.Width, _streams.OutUsesColour).Draw(report).Take(FullScreen.Height - 1)];
        foreach (string line in lines)
            _streams.Out.WriteLine(line);
        _streams.Flush();
        return lines.Count;
    }

    private void Write(InspectOptions options, InspectionReport report)
    {
        bool toFile = options.Output.Path is not null;
        Action<TextWriter> write = options.Output.Format == "json"
            ? output => output.WriteLine(JsonSerializer.Serialize(
                InspectionDocument.From(options.Target.Text, report), SondeJson.Indented.InspectionDocument))
            : output =>
            {
                foreach (string line in new InspectionText(_streams.Width, !toFile && _streams.OutUsesColour).Draw(report))
                    output.WriteLine(line);
            };
        TextOutput.Write(_streams, options.Output, write);
    }
}
