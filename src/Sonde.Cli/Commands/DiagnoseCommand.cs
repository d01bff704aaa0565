using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Diagnosis;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Rules;

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
    private readonly Option<string?> _explain = new("--explain") { HelpName = "SLUG", Description = "Print the page of a rule" };

    /// <summary>Creates the command.</summary>
    public DiagnoseCommand(Streams streams)
        : base("diagnose", "Why is it broken? Names the causes of what does not work in a cluster, with evidence and remedy.")
    {
        _streams = streams;
        _explain.CompletionSources.Add([.. RuleCatalogue.All.Select(rule => rule.Slug)]);
        Add(_target);
        foreach (Option option in (Option[])[.. _cluster.All, _labels, _output, _format, _severity, _failOn, _strict, _baseline, _explain])
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
        new("sonde diagnose --explain oom-own-limit", "What a rule looks at, and what to do."),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> OverviewExamples => [.. Examples.Take(1)];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public DiagnoseOptions Bind(ParseResult result) => new(
        _cluster.Read(result),
        result.GetValue(_target),
        result.GetValue(_labels),
        OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), Formats),
        SeverityOption.Read(result.GetValue(_severity)!) ?? Severity.Info,
        SeverityOption.Read(result.GetValue(_failOn)!),
        result.GetValue(_strict),
        result.GetValue(_baseline));

    private async Task<ExitCode> RunAsync(ParseResult result, CancellationToken interrupt)
    {
        if (result.GetValue(_explain) is { } slug)
            return Explain(slug);
        DiagnoseOptions options = Bind(result);
        if (options.Output.Path is { } path)
            OutputFile.EnsureWritable(path);
        ObjectTarget? target = options.Target is { } word ? ObjectTarget.Parse(word) : null;
        Baseline baseline = options.Baseline is { } file ? Baseline.Read(await ReadBaselineAsync(file, interrupt), file) : Baseline.None;
        using ClusterPlace place = ClusterPlace.Open(options.Source, _streams);
        Cluster cluster = await place.ReadClusterAsync(interrupt);
        var filter = new DiagnosisFilter
        {
            Least = options.Least,
            Namespaces = place.Namespace is { } space ? [space] : [],
            Labels = options.Labels is { } labels ? SelectorText.Parse(labels) : null,
            Target = target?.Find(cluster, place.Namespace),
            Baseline = baseline,
        };
        DiagnosisResult diagnosis = filter.Apply(Diagnoser.Diagnose(cluster), cluster);
        Write(diagnosis, options.Output, Scope(cluster, filter));
        bool isCrossed = options.FailOn is { } least && diagnosis.Roots.Any(root => root.Finding.Severity >= least);
        return isCrossed ? ExitCode.Threshold
            : options.IsStrict && diagnosis.BlindSpots.Count > 0 ? ExitCode.Incomplete : ExitCode.Done;
    }

    private void Write(DiagnosisResult diagnosis, OutputChoice choice, string scope)
    {
        IDiagnosisWriter writer = DiagnosisFormats.Find(choice.Format ?? "text")!;
        var layout = new DiagnosisLayout(_streams.Width, choice.Path is null && _streams.OutUsesColour, scope, VersionInfo.Number);
        TextOutput.Write(_streams, choice, output => writer.Write(diagnosis, output, layout));
    }

    private ExitCode Explain(string slug)
    {
        string page = RuleCatalogue.Page(slug) ?? throw new UsageException(
            $"there is no rule '{slug}'{UsageErrors.Suggest(slug, RuleCatalogue.All.Select(rule => rule.Slug))}");
        _streams.Out.Write(page);
        return ExitCode.Done;
    }

    private static async Task<byte[]> ReadBaselineAsync(string file, CancellationToken interrupt)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, interrupt);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosisException($"cannot read baseline {file}: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    private static string Scope(Cluster cluster, DiagnosisFilter filter)
    {
        string where = filter.Target is { } target ? $"{target} in " : filter.Namespaces is [{ } space] ? $"namespace {space} in " : "";
        int pods = cluster.All<Pod>().Count;
        return $"{where}{cluster.Workloads.Count} workloads, {pods} pods";
    }
}
