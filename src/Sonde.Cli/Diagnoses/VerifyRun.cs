using Sonde.Cli.Commands;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Diagnosis;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Verifying;
using Sonde.Diagnosis.Verifying.Rendering;
using Sonde.Diagnosis.Watching;

namespace Sonde.Cli.Diagnoses;

/// <summary><c>sonde diagnose --verify</c>: what became of the causes of an earlier diagnosis.</summary>
/// <param name="streams">The program's streams.</param>
/// <param name="store">Where earlier diagnoses are kept.</param>
internal sealed class VerifyRun(Streams streams, DiagnosisStore store)
{
    /// <summary>Reads the cluster (with <c>--wait</c> until it has settled), compares and writes.</summary>
    public async Task<ExitCode> RunAsync(DiagnoseOptions options, ClusterPlace place, CancellationToken interrupt)
    {
        (Baseline Earlier, string Name)? kept = options.VerifyBase is null ? KeptOf(options, place) : null;
        (Cluster cluster, DiagnosisResult whole) = await ReadAsync(options, place, interrupt);
        DiagnosisFilter filter = DiagnosisScope.Filter(options, place, cluster, Baseline.None);
        (Baseline earlier, string name) = kept ?? (await ReadBaseAsync(options, place, filter, interrupt), options.VerifyBase!);
        Verification verification = new Verifier(cluster, whole, filter).Against(earlier, name);
        IVerificationWriter writer = VerificationFormats.Find(options.Output.Format ?? "text")!;
        var layout = new DiagnosisLayout(
            streams.Width, options.Output.Path is null && streams.OutUsesColour, DiagnosisScope.Words(cluster, filter), VersionInfo.Number);
        TextOutput.Write(streams, options.Output, output => writer.Write(verification, output, layout));
        bool isCrossed = options.FailOn is { } least && verification.Present.Any(root => root.Finding.Severity >= least);
        return isCrossed ? ExitCode.Threshold
            : options.IsStrict && verification.BlindSpots.Count > 0 ? ExitCode.Incomplete : ExitCode.Done;
    }

    private (Baseline Earlier, string Name) KeptOf(DiagnoseOptions options, ClusterPlace place) =>
        (store.Read(DiagnosisScope.Key(options, place)) ?? throw new DiagnosisException(
            $"there is no earlier run to compare with ({DiagnosisScope.InWords(options, place)}): run sonde diagnose before the change, or name a file: --verify FILE"), "the run");

    /// <summary>What is there now, or what is there once everything has settled or the patience is over.</summary>
    private async Task<(Cluster Cluster, DiagnosisResult Whole)> ReadAsync(DiagnoseOptions options, ClusterPlace place, CancellationToken interrupt)
    {
        if (options.Wait is not { } patience)
        {
            Cluster cluster = await place.ReadClusterAsync(interrupt);
            return (cluster, Diagnoser.Diagnose(cluster));
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        WatchStep? last = null;
        string told = "";
        try
        {
            await foreach (WatchStep step in place.WatchAsync(over.Token))
            {
                if (last is null)
                    over.CancelAfter(patience);
                last = step;
                IReadOnlyList<Rolling> rolling = Rollouts.Of(step.Cluster, step.Diagnosis, place.Namespace is { } space ? [space] : []);
                if (rolling.Count == 0)
                    break;
                string now = $"waiting for {rolling[0].Subject}: {rolling[0].Title}{(rolling.Count > 1 ? $", and {rolling.Count - 1} more" : "")}";
                if (now != told)
                    streams.WriteTalk(told = now);
            }
        }
        catch (OperationCanceledException) when (last is not null && !interrupt.IsCancellationRequested)
        {
            streams.WriteTalk("--wait is over, and not everything has settled");
        }

        return (last!.Cluster, last.Diagnosis);
    }

    /// <summary>The earlier diagnosis of a file: one that was written as JSON, or that of a snapshot.</summary>
    private static async Task<Baseline> ReadBaseAsync(DiagnoseOptions options, ClusterPlace place, DiagnosisFilter filter, CancellationToken interrupt)
    {
        string file = options.VerifyBase!;
        if (!File.Exists(file) && !Directory.Exists(file))
            throw new DiagnosisException($"cannot read {file}: there is no such file{(file.Contains('/') ? "; a target comes before --verify: sonde diagnose KIND/NAME --verify" : "")}");
        if (File.Exists(file))
        {
            byte[] bytes = await BaselineFile.ReadAsync(file, interrupt);
            if (Baseline.IsDiagnosis(bytes))
                return Baseline.Read(bytes, file);
        }

        var builder = new ClusterBuilder();
        await FileSource.Open(file, Console.OpenStandardInput, TimeProvider.System).ReadAsync(builder, interrupt);
        Cluster before = builder.Build();
        if (before.Count == 0)
            throw new DiagnosisException($"no object was found in {file}: name a diagnosis (-o json), a snapshot or a recording");
        // The same question, asked then: the object may not have been there.
        return Baseline.Of((filter with { Target = null, Namespaces = place.Namespace is { } space ? [space] : [] }).Apply(Diagnoser.Diagnose(before), before));
    }
}
