using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Kubernetes;

namespace Sonde.Diagnosis.Sources.Live;

/// <summary>Fetches the logs that rules want to read, several at once.</summary>
internal sealed class LiveLogs(KubernetesClient client, ClusterBuilder builder)
{
    private readonly LogFetcher _fetcher = new(client);
    private readonly MemoryLogs _logs = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, string> _unread = new(StringComparer.Ordinal);

    /// <summary>Reads them into the builder.</summary>
    /// <param name="wanted">The logs, those that matter most first.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task ReadAsync(IReadOnlyList<LogRequest> wanted, CancellationToken cancellation)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = LogFetcher.AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(wanted.Take(LogFetcher.Most), options, async (request, token) => await ReadAsync(request, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        builder.AddLogs(_logs);
        foreach ((string what, string why) in _unread)
            builder.AddBlindSpot(what, why);
        if (LogFetcher.LeftOut(wanted) is { } left)
            builder.AddBlindSpot(left.What, left.Why);
    }

    private async ValueTask ReadAsync(LogRequest request, CancellationToken cancellation)
    {
        (IReadOnlyList<string>? lines, BlindSpot? spot) = await _fetcher.FetchAsync(request, cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            if (lines is not null)
                _logs.Add(request, lines);
            if (spot is not null)
                _unread[spot.What] = spot.Why;
        }

        if (lines is not null)
            builder.LogRead();
    }
}
