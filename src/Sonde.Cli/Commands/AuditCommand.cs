using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Diagnosis;
using Sonde.Diagnosis.Auditing;
using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Rendering;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde audit</c>.</summary>
internal sealed class AuditCommand : SondeCommand
{
    private const string AllChecks = "all";

    private static readonly FormatName[] Formats =
        [.. AuditFormats.All.Select(writer => new FormatName(writer.Name, writer.Extensions))];

    private static readonly string[] FormatNames = [.. Formats.Select(format => format.Name)];

    private readonly Streams _streams;
    private readonly Argument<string?> _target = new("TARGET") { Arity = ArgumentArity.ZeroOrOne };
    private readonly ClusterArguments _cluster = new();
    private readonly Option<string?> _labels = new("--selector", "-l") { HelpName = "LABELS", Description = "Only objects with these labels: app=cart,tier!=test" };
    private readonly Option<string?> _output = SondeOptions.Output("A format's name prints that on stdout, a file name writes a file", FormatNames);
    private readonly Option<string?> _format = SondeOptions.Format(FormatNames);
    private readonly Option<string> _severity = SeverityOption.Create("--severity", "Least severity that is shown: info, warning, error (default warning)", "warning", ["info", "warning", "error"]);
    private readonly Option<string> _failOn = SeverityOption.Create("--fail-on", "Exit with 1 when a finding of this severity is there: none, info, warning, error (default none)", "none", ["none", "info", "warning", "error"]);
    private readonly Option<string[]> _rules = Slugs("--rule", "Only this check; may be repeated");
    private readonly Option<string[]> _skip = Slugs("--skip", "Not this check; may be repeated");
    private readonly Option<string?> _version = new("--kubernetes-version") { HelpName = "VERSION", Description = "Judge API versions by this version of Kubernetes (default: the cluster's, or the newest known)" };
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit with 4 when something could not be read" };
    private readonly Option<string?> _explain = new("--explain") { HelpName = "CHECK", Description = "Print the page of a check, or the list of all" };

    /// <summary>Creates the command.</summary>
    public AuditCommand(Streams streams)
        : base("audit", "Will it break? Checks manifests or a cluster for what fails later, and scores each workload.")
    {
        _streams = streams;
        _explain.CompletionSources.Add([AllChecks, .. CheckCatalogue.All.Select(check => check.Slug)]);
        Add(_target);
        foreach (Option option in (Option[])[.. _cluster.All, _labels, _output, _format, _severity, _failOn, _rules, _skip, _version, _strict, _explain])
            Add(option);
        SetAction(async (result, interrupt) => (int)await RunAsync(result, interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "[TARGET] [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections =>
    [
        new("Target", [("KIND/NAME", "Only this object: deploy/cart; with svc/cart also what it selects")]),
        new("Formats", [.. AuditFormats.All.Select(writer => (writer.Name, writer.Extensions.Count == 0 ? writer.Description : $"{writer.Description} ({string.Join(' ', writer.Extensions)})"))]),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde audit -f deploy/", "All manifests of a folder, the worst workload first."),
        new("helm template shop ./chart | sonde audit -f -", "What Helm or kustomize renders; findings name the template."),
        new("sonde audit -n shop", "A namespace of the live cluster; -A for all."),
        new("sonde audit -f deploy/ --fail-on error -o audit.sarif", "For CI: exit code 1 on an error, and a file for code scanning."),
        new("sonde audit -f deploy/ -o github --fail-on warning", "Annotations at the lines of a pull request."),
        new("sonde audit deploy/cart -f deploy/ -o wide --severity info", "Everything about one Deployment, with remedies."),
        new("sonde audit --explain heap-without-headroom", "What a check looks at, and why; --explain all lists them."),
    ];

    private async Task<ExitCode> RunAsync(ParseResult result, CancellationToken interrupt)
    {
        if (result.GetValue(_explain) is { } slug)
            return Explain(slug);
        ClusterOptions source = _cluster.Read(result);
        OutputChoice output = OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), Formats);
        if (output.Path is { } path)
            OutputFile.EnsureWritable(path);
        ObjectTarget? target = result.GetValue(_target) is { } word ? ObjectTarget.Parse(word) : null;
        string[] only = Known(result.GetValue(_rules)), skip = Known(result.GetValue(_skip));
        LabelSelector? labels = result.GetValue(_labels) is { } selector ? SelectorText.Parse(selector) : null;

        var manifests = new ManifestSet();
        var builder = new ClusterBuilder();
        using ClusterPlace place = ClusterPlace.Open(source, _streams, (file, input, clock) => ManifestSource.Open(file, input, clock, manifests));
        if (place.IsLive)
            builder.ObjectSeen = manifests.See;
        await place.ReadAsync(builder, interrupt);
        builder.ObjectSeen = null;
        Cluster cluster = builder.Build();
        if (manifests.IsEmpty)
            throw new DiagnosisException($"no object to audit was found in {place.Name}{(cluster.BlindSpots.Count > 0 ? $": {cluster.BlindSpots[0].What} {cluster.BlindSpots[0].Why}" : "")}");

        AuditResult audit = Auditor.Audit(manifests, cluster, new AuditOptions
        {
            Only = only,
            Skip = skip,
            KubernetesVersion = result.GetValue(_version),
            Namespace = place.Namespace,
            Labels = labels,
            Target = target?.Find(cluster, place.Namespace),
        });
        Severity least = SeverityOption.Read(result.GetValue(_severity)!) ?? Severity.Warning;
        Write(audit.AtLeast(least), output);
        bool isCrossed = SeverityOption.Read(result.GetValue(_failOn)!) is { } fail && audit.Findings.Any(finding => finding.Severity >= fail);
        return isCrossed ? ExitCode.Threshold
            : result.GetValue(_strict) && audit.BlindSpots.Count > 0 ? ExitCode.Incomplete : ExitCode.Done;
    }

    private void Write(AuditResult audit, OutputChoice choice)
    {
        IAuditWriter writer = AuditFormats.Find(choice.Format ?? "text")!;
        var layout = new DiagnosisLayout(_streams.Width, choice.Path is null && _streams.OutUsesColour, "", VersionInfo.Number);
        TextOutput.Write(_streams, choice, output => writer.Write(audit, output, layout));
    }

    private ExitCode Explain(string slug)
    {
        if (slug == AllChecks)
        {
            int width = CheckCatalogue.All.Max(check => check.Slug.Length);
            foreach (IGrouping<CheckArea, AuditCheck> area in CheckCatalogue.All.GroupBy(check => check.Area).OrderBy(area => area.Key))
            {
                _streams.Out.WriteLine(area.Key);
                foreach (AuditCheck check in area)
                    _streams.Out.WriteLine($"  {check.Slug.PadRight(width)}  {check.Summary}");
            }

            return ExitCode.Done;
        }

        AuditCheck one = CheckCatalogue.Find(slug) ?? throw Unknown(slug);
        _streams.Out.Write(CheckCatalogue.Page(one));
        return ExitCode.Done;
    }

    private static string[] Known(string[]? slugs)
    {
        string[] all = [.. (slugs ?? []).SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        return Array.Find(all, slug => CheckCatalogue.Find(slug) is null) is { } unknown ? throw Unknown(unknown) : all;
    }

    private static UsageException Unknown(string slug) => new(
        $"there is no check '{slug}'{UsageErrors.Suggest(slug, CheckCatalogue.All.Select(check => check.Slug))}: --explain all lists them");

    private static Option<string[]> Slugs(string name, string description)
    {
        var option = new Option<string[]>(name) { HelpName = "CHECK", Description = description };
        option.CompletionSources.Add([.. CheckCatalogue.All.Select(check => check.Slug)]);
        return option;
    }
}
