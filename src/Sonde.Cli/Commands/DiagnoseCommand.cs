using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Diagnoses;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Diagnosis;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Timelines;
using Sonde.Diagnosis.Verifying.Rendering;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde diagnose</c>.</summary>
internal sealed class DiagnoseCommand : SondeCommand
{
    private static readonly FormatName[] Formats =
        [.. DiagnosisFormats.All.Select(writer => new FormatName(writer.Name, writer.Extensions))];

    private static readonly string[] FormatNames = [.. Formats.Select(format => format.Name)];

    private readonly Streams _streams;
    private readonly Argument<string?> _target = new("TARGET") { Arity = ArgumentArity.ZeroOrOne };
    private readonly ClusterArguments _cluster = new();
    private readonly Option<string?> _labels = new("--selector", "-l") { HelpName = "LABELS", Description = "Only objects with these labels: app=cart,tier!=test" };
    private readonly Option<string?> _output = SondeOptions.Output("A format's name prints that on stdout, a file name writes a file", FormatNames);
    private readonly Option<string?> _format = SondeOptions.Format(FormatNames);
    private readonly Option<string> _severity = SeverityOption.Create("--severity", "Least severity that is shown: info, warning, error (default info)", "info", ["info", "warning", "error"]);
    private readonly Option<string> _failOn = SeverityOption.Create("--fail-on", "Exit with 1 when a cause of this severity is found: none, warning, error (default none)", "none", ["none", "warning", "error"]);
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit with 4 when something could not be seen" };
    private readonly Option<string?> _baseline = new("--baseline") { HelpName = "FILE", Description = "Leave out the causes of this earlier diagnosis (-o json)" };
    private readonly Option<string?> _verify = new("--verify")
    {
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "After a change: which causes are gone, remain or are new, against the last run, or against an earlier snapshot or diagnosis (-o json)",
    };

    private readonly Option<TimeSpan?> _wait = SondeOptions.Duration("With --verify: wait so long at most until rollouts have settled", "--wait", alias: null);
    private readonly Option<bool> _watch = new("--watch", "-w") { Description = "Show the diagnosis as it changes, until q or Ctrl-C; lines where stdout is no terminal" };
    private readonly Option<bool> _noSave = new("--no-save") { Description = "Do not keep this run for a later --verify" };
    private readonly Func<DiagnosisStore> _store;
    private readonly Option<string?> _explain = new("--explain") { HelpName = "SLUG", Description = "Print the page of a rule" };

    /// <summary>Creates the command.</summary>
    /// <param name="streams">The program's streams.</param>
    /// <param name="store">Where earlier runs are kept; null: where this user's programs keep such things.</param>
    public DiagnoseCommand(Streams streams, DiagnosisStore? store = null)
        : base("diagnose", "Why is it broken? Names the causes of what does not work in a cluster, with evidence and remedy.")
    {
        _streams = streams;
        _store = store is null ? DiagnosisStore.OfUser : () => store;
        _explain.CompletionSources.Add([.. RuleCatalogue.All.Select(rule => rule.Slug)]);
        Add(_target);
        foreach (Option option in (Option[])[.. _cluster.All, _labels, _output, _format, _severity, _failOn, _strict, _baseline, _verify, _wait, _watch, _noSave, _explain])
            Add(option);
        SetAction(async (result, interrupt) => (int)await RunAsync(result, interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "[TARGET] [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections =>
    [
        new("Target", [("KIND/NAME", "Only what can explain this object: deploy/cart, svc/cart, pod/cart-7gg2b, node/node-7")]),
        new("Formats", [.. DiagnosisFormats.All.Select(writer => (writer.Name, writer.Extensions.Count == 0 ? writer.Description : $"{writer.Description} ({string.Join(' ', writer.Extensions)})"))]),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde diagnose", "The live cluster: the context's namespace, as far as one may see it; -A for all namespaces."),
        new("sonde diagnose deploy/cart -n shop", "Only what can explain why this Deployment does not work."),
        new("sonde diagnose -f snapshot.tar.gz", "The causes in a snapshot, the one with the most suffering first."),
        new("kubectl get all,events -A -o json | sonde diagnose -f -", "What kubectl gives is enough for most causes; the rest becomes a blind spot."),
        new("sonde diagnose -f incident.txt", "What somebody pasted of kubectl describe and kubectl get; or a folder of such files."),
        new("sonde diagnose svc/cart -n shop -f snapshot.tar.gz", "Only what can explain why this Service does not work."),
        new("sonde diagnose -f cluster/ -o report.html --fail-on error", "A report to open in a browser; exit code 1 when something is broken."),
        new("sonde diagnose -n shop --verify --wait 5m", "After a change: once the rollouts have settled, what is gone, what remains, what is new."),
        new("sonde diagnose --verify before.tar.gz -f after.tar.gz", "The same for two snapshots."),
        new("sonde diagnose -n shop --watch", "The diagnosis as it changes."),
        new("sonde diagnose --explain oom-own-limit", "What a rule looks at, and what to do."),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> OverviewExamples => [.. Examples.Take(1)];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public DiagnoseOptions Bind(ParseResult result)
    {
        DiagnoseOptions options = Read(result);
        bool isRecording = options.Source.Files.Count > 0;
        if (options.IsVerify && options.IsWatch)
            throw new UsageException("--verify and --watch exclude each other: --verify --wait 5m waits until everything has settled");
        if (options.Baseline is not null && options.IsVerify)
            throw new UsageException("--baseline and --verify exclude each other: one hides the causes of an earlier diagnosis, the other tells what became of them");
        if (options.Wait is not null && !options.IsVerify)
            throw new UsageException("--wait belongs to --verify: it waits until everything has settled, and then compares");
        if (isRecording && (options.IsWatch || options.Wait is not null))
            throw new UsageException("--watch and --wait are for a live cluster: what -f names does not change");
        if (isRecording && options is { IsVerify: true, VerifyBase: null })
            throw new UsageException("--verify with -f needs something to compare with: --verify FILE, an earlier snapshot or diagnosis (-o json)");
        if (options.IsVerify && VerificationFormats.Find(options.Output.Format ?? "text") is null)
            throw new UsageException($"--verify is written as {UsageErrors.Alternatives([.. VerificationFormats.All.Select(writer => writer.Name)])}, not as {options.Output.Format}");
        if (options.IsWatch && (options.Output.Path is not null || options.Output.Format is not (null or "text" or "json")))
            throw new UsageException("--watch writes text or JSON lines on stdout: -o text, -o json, or nothing for a live screen");
        return options;
    }

    private DiagnoseOptions Read(ParseResult result) => new(
        _cluster.Read(result),
        result.GetValue(_target),
        result.GetValue(_labels),
        OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), Formats),
        SeverityOption.Read(result.GetValue(_severity)!) ?? Severity.Info,
        SeverityOption.Read(result.GetValue(_failOn)!),
        result.GetValue(_strict),
        result.GetValue(_baseline),
        result.GetResult(_verify) is not null,
        result.GetValue(_verify),
        result.GetValue(_wait),
        result.GetValue(_watch),
        !result.GetValue(_noSave));

    private async Task<ExitCode> RunAsync(ParseResult result, CancellationToken interrupt)
    {
        if (result.GetValue(_explain) is { } slug)
            return Explain(slug);
        DiagnoseOptions options = Bind(result);
        if (options.Output.Path is { } path)
            OutputFile.EnsureWritable(path);
        if (options.Target is { } word)
            ObjectTarget.Parse(word);
        using ClusterPlace place = ClusterPlace.Open(options.Source, _streams);
        if (options.IsVerify)
            return await new VerifyRun(_streams, _store()).RunAsync(options, place, interrupt);
        return options.IsWatch
            ? await new WatchRun(_streams).RunAsync(options, place, interrupt)
            : await DiagnoseAsync(options, place, interrupt);
    }

    private async Task<ExitCode> DiagnoseAsync(DiagnoseOptions options, ClusterPlace place, CancellationToken interrupt)
    {
        Baseline baseline = options.Baseline is { } file ? Baseline.Read(await BaselineFile.ReadAsync(file, interrupt), file) : Baseline.None;
        Cluster cluster = await place.ReadClusterAsync(interrupt);
        DiagnosisFilter filter = DiagnosisScope.Filter(options, place, cluster, baseline);
        DiagnosisResult whole = Diagnoser.Diagnose(cluster);
        DiagnosisResult diagnosis = filter.Apply(whole, cluster);
        Write(diagnosis, options.Output, cluster, filter);
        if (place.IsLive && options.IsKept)
            Keep(Baseline.Of((filter with { Least = Severity.Info, Baseline = Baseline.None }).Apply(whole, cluster)), options, place);
        bool isCrossed = options.FailOn is { } least && diagnosis.Roots.Any(root => root.Finding.Severity >= least);
        return isCrossed ? ExitCode.Threshold
            : options.IsStrict && diagnosis.BlindSpots.Count > 0 ? ExitCode.Incomplete : ExitCode.Done;
    }

    private void Keep(Baseline diagnosis, DiagnoseOptions options, ClusterPlace place)
    {
        if (_store().Keep(DiagnosisScope.Key(options, place), diagnosis) is { } problem)
            _streams.WriteTalk($"this run was not kept for --verify: {problem} (--no-save does without)");
    }

    private void Write(DiagnosisResult diagnosis, OutputChoice choice, Cluster cluster, DiagnosisFilter filter)
    {
        IDiagnosisWriter writer = DiagnosisFormats.Find(choice.Format ?? "text")!;
        var layout = new DiagnosisLayout(_streams.Width, choice.Path is null && _streams.OutUsesColour, DiagnosisScope.Words(cluster, filter), VersionInfo.Number)
        {
            Timeline = writer.ShowsTimeline ? TimelineBuilder.Build(cluster, new TimelineFilter { Namespace = filter.Namespaces is [string space, ..] ? space : null, Target = filter.Target }, diagnosis) : null,
        };
        TextOutput.Write(_streams, choice, output => writer.Write(diagnosis, output, layout));
    }

    private ExitCode Explain(string slug)
    {
        string page = RuleCatalogue.Page(slug) ?? throw new UsageException(
            $"there is no rule '{slug}'{UsageErrors.Suggest(slug, RuleCatalogue.All.Select(rule => rule.Slug))}");
        _streams.Out.Write(page);
        return ExitCode.Done;
    }
}
