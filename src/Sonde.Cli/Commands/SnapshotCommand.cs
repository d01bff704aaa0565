using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Diagnosis;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Snapshots;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde snapshot</c>.</summary>
internal sealed class SnapshotCommand : SondeCommand
{
    private static readonly FormatName[] Formats = [new("snapshot", [".tar.gz", ".tgz"], IsBinary: true)];

    private readonly Streams _streams;
    private readonly ClusterArguments _cluster = new();
    private readonly Option<string?> _output = SondeOptions.Output("The file to write (.tar.gz); - is stdout", []);
    private readonly Option<bool> _redact = new("--redact")
    {
        Description = "Replace names of objects and IPv4 addresses, each always by the same other one",
    };

    /// <summary>Creates the command.</summary>
    public SnapshotCommand(Streams streams)
        : base("snapshot", "Keep it for later, show it to others: what a diagnosis needs in one file, without Secret values.")
    {
        _streams = streams;
        foreach (Option option in (Option[])[.. _cluster.All, _output, _redact])
            Add(option);
        SetAction(async (result, interrupt) => (int)await RunAsync(result, interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "-o FILE.tar.gz [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde snapshot -A -o incident.tar.gz", "The whole live cluster, as far as one may see it; without -A the context's namespace."),
        new("sonde snapshot -f cluster/ -o incident.tar.gz", "Files of kubectl as one snapshot, which -f opens everywhere."),
        new("sonde snapshot -f cluster/ --redact -o incident.tar.gz", "The same with other names, to show to strangers."),
    ];

    private async Task<ExitCode> RunAsync(ParseResult result, CancellationToken interrupt)
    {
        ClusterOptions source = _cluster.Read(result);
        OutputChoice output = OutputChoice.Parse(result.GetValue(_output) ?? throw new UsageException("-o is missing: name the file to write, for example -o cluster.tar.gz"), "snapshot", Formats);
        output.RefuseBinaryOnTerminal(_streams.OutIsTerminal, Formats);
        if (output.Path is { } path)
            OutputFile.EnsureWritable(path);
        using ClusterPlace place = ClusterPlace.Open(source, _streams);
        using var snapshot = new SnapshotWriter(result.GetValue(_redact));
        var builder = new ClusterBuilder
        {
            ObjectSeen = one =>
            {
                // What a live source reads, the diagnosis of that namespace needs: pods of others, which take room on the nodes.
                if (place.IsLive || source.Namespace is null || SnapshotScope.Holds(one, source.Namespace))
                    snapshot.Add(one);
            },
        };
        await place.ReadAsync(builder, interrupt);
        Cluster cluster = builder.Build();
        if (snapshot.Count == 0)
            throw new DiagnosisException($"no object was found in {place.Name}{(place.Namespace is { } space ? $", namespace {space}" : "")}");
        snapshot.Forget(builder.Forgotten);
        int logs = 0;
        foreach (LogRequest request in RuleCatalogue.LogsWanted(cluster))
        {
            if ((place.Namespace is null || request.Pod.Namespace == place.Namespace) && cluster.Logs.Read(request) is { } lines)
            {
                snapshot.AddLog(request, lines);
                logs++;
            }
        }

        var manifest = new SnapshotManifest
        {
            CapturedAt = cluster.Now,
            ServerVersion = cluster.ServerVersion,
            Namespace = place.Namespace,
            SondeVersion = VersionInfo.Number,
            Complete = place.IsLive || place.Namespace is not { } only ? builder.Complete : SnapshotScope.Complete(builder.Complete, only),
            BlindSpots = [.. cluster.BlindSpots.Select(spot => new SnapshotBlindSpot(spot.What, spot.Why))],
        };
        if (output.Path is { } file)
        {
            OutputFile.Write(file, stream => snapshot.Write(manifest, stream));
            _streams.WriteTalk($"wrote {file}: {snapshot.Count} objects, {logs} logs");
        }
        else
        {
            _streams.Flush();
            snapshot.Write(manifest, _streams.Data);
            _streams.Data.Flush();
        }

        return ExitCode.Done;
    }
}
