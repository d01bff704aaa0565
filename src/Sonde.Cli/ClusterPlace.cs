using Sonde.Cli.CommandLine;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;

namespace Sonde.Cli;

/// <summary>Where a cluster is read from.</summary>
internal static class ClusterPlace
{
    /// <summary>Reads all sources into a builder.</summary>
    /// <exception cref="UsageException">No source is named.</exception>
    public static async Task ReadAsync(ClusterOptions options, ClusterBuilder builder, CancellationToken cancellation)
    {
        if (options.Files.Count == 0)
            throw new UsageException("name what to read: -f FILE, -f FOLDER or -f -");
        foreach (string file in options.Files)
            await FileSource.Open(file, Console.OpenStandardInput).ReadAsync(builder, cancellation);
    }
}
