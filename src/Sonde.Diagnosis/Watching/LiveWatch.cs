using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Sources.Live;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Watches;

namespace Sonde.Diagnosis.Watching;

/// <summary>
/// A cluster as it changes: every kind that rules read is listed and watched, and after each change only the rules that it touches
/// are evaluated again.
/// </summary>
/// <param name="client">The API server.</param>
/// <param name="space">The namespace to watch; null for all.</param>
public sealed class LiveWatch(KubernetesClient client, string? space) : IDisposable
{
    // Changes come in showers: a new pod is ten events within a tenth of a second.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    // Some causes come or go with time alone: a pod that has been starting for too long.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    // What pods use is no object that could be watched; the metrics server itself looks every 15 s.
    private static readonly TimeSpan UsageEvery = TimeSpan.FromSeconds(30);

    // What may not be read today may be tomorrow, and a server that was away comes back.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = client.Connection.Environment.Time;
    private readonly ClusterStore _store = new();
    private readonly IncrementalDiagnoser _diagnoser = new();
    private readonly LogWatch _logs = new();
    private readonly LogFetcher _fetcher = new(client);
    private readonly SemaphoreSlim _fetching = new(LogFetcher.AtOnce);
    private readonly HashSet<string> _watched = new(StringComparer.Ordinal);
    private readonly Channel<Message> _messages = Channel.CreateBounded<Message>(new BoundedChannelOptions(1000) { SingleReader = true });
    private readonly List<Task> _running = [];
    private Task? _usage;
    private long _usageAsked;
    private int _objects;
    private int _changes;
    private DateTimeOffset _serverTime;
    private long _serverTimeTaken;

    /// <summary>How many objects have been read. From any thread.</summary>
    public int Objects => Volatile.Read(ref _objects);

    /// <summary>One moment after the other: the first when everything has been read, then one after each shower of changes.</summary>
    /// <param name="cancel">Ends it; nothing else does.</param>
    /// <exception cref="KubernetesException">The server cannot be reached, or lets us see nothing at all.</exception>
    /// <exception cref="DiagnosisException">There is no such namespace.</exception>
    public async IAsyncEnumerable<WatchStep> RunAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var objects = new LiveObjects(_store, space);
            (ApiCatalog? catalog, BlindSpot? unknown) = await LiveSource.CatalogAsync(client, stop.Token).ConfigureAwait(false);
            if (unknown is not null)
                objects.SetSpot(unknown.What, unknown.Why);
            List<KindInfo> missing = [];
            IReadOnlyList<LiveRequest> lists = LivePlan.Lists(catalog, space, missing);
            foreach (KindInfo kind in missing)
                objects.SetSpot(kind.Plural, LiveSource.Missing(kind));
            (_store.ServerVersion, _serverTime, BlindSpot? versionless) = await LiveSource.VersionAsync(client, stop.Token).ConfigureAwait(false);
            if (versionless is not null)
                objects.SetSpot(versionless.What, versionless.Why);
            _serverTimeTaken = _time.GetTimestamp();
            foreach (LiveRequest request in lists)
                Start(request, stop.Token);
            await FillAsync(lists, objects, stop.Token).ConfigureAwait(false);

            _store.Commit(Now);
            LiveSource.EnsureNamespace(client, _store.Current!, space);
            await FetchFirstAsync(objects, stop.Token).ConfigureAwait(false);
            for (bool isFirst = true; true; isFirst = false)
            {
                long began = Stopwatch.GetTimestamp();
                _store.BlindSpots = objects.BlindSpots;
                (Cluster cluster, ClusterDelta? delta) = _store.Commit(Now);
                if (isFirst)
                    delta = null;
                DiagnosisResult diagnosis = _diagnoser.Next(cluster, delta);
                TimeSpan took = Stopwatch.GetElapsedTime(began);
                FollowUp(catalog, cluster, delta, stop.Token);
                yield return new WatchStep(cluster, diagnosis, _changes, _diagnoser.Evaluated, took);
                _changes = 0;
                await ChangesAsync(objects, stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (_messages.Reader.TryRead(out Message? left))
                left.Event?.Dispose();
        }
    }

    /// <summary>Lets go of what it holds, once it runs no more.</summary>
    public void Dispose() => _fetching.Dispose();

    private DateTimeOffset Now => _serverTime + _time.GetElapsedTime(_serverTimeTaken);

    /// <summary>Reads until every watch has told what there is, or that it cannot.</summary>
    private async Task FillAsync(IReadOnlyList<LiveRequest> lists, LiveObjects objects, CancellationToken cancel)
    {
        HashSet<LiveRequest> open = [.. lists];
        KubernetesException? first = null;
        int failed = 0;
        while (open.Count > 0)
        {
            Message message = await _messages.Reader.ReadAsync(cancel).ConfigureAwait(false);
            Take(message, objects);
            if (message.Request is not { } request || (message.Error is null && message.Kind != WatchEventKind.Synced))
                continue;
            open.Remove(request);
            if (message.Error is { } error)
            {
                first ??= error;
                failed++;
            }
        }

        if (failed == lists.Count && first is not null)
            throw first;
    }

    private async Task FetchFirstAsync(LiveObjects objects, CancellationToken cancel)
    {
        IReadOnlyList<LogRequest> wanted = _logs.First(_store.Current!);
        if (LogFetcher.LeftOut(wanted) is { } left)
            objects.SetSpot(left.What, left.Why);
        var read = new (IReadOnlyList<string>? Lines, BlindSpot? Spot)[Math.Min(wanted.Count, LogFetcher.Most)];
        ParallelOptions options = new() { MaxDegreeOfParallelism = LogFetcher.AtOnce, CancellationToken = cancel };
        await Parallel.ForAsync(0, read.Length, options, async (i, token) => read[i] = await _fetcher.FetchAsync(wanted[i], token).ConfigureAwait(false))
            .ConfigureAwait(false);
        for (int i = 0; i < read.Length; i++)
            TakeLog(wanted[i], read[i].Lines, read[i].Spot, objects);
    }

    /// <summary>Waits for changes, or for the next tick, and gathers what comes with them.</summary>
    private async Task ChangesAsync(LiveObjects objects, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Tick);
        try
        {
            while (!_store.HasChanges)
                Take(await _messages.Reader.ReadAsync(patience.Token).ConfigureAwait(false), objects);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return;
        }

        await Task.Delay(Gather, _time, cancel).ConfigureAwait(false);
        while (_messages.Reader.TryRead(out Message? message))
            Take(message, objects);
    }

    private void Take(Message message, LiveObjects objects)
    {
        using WatchEvent? found = message.Event;
        switch (message)
        {
            case { Log: { } log }:
                TakeLog(log, message.Lines, message.Spot, objects);
                break;
            case { Usage: { } usage }:
                objects.TakeUsage(usage);
                break;
            case { Error: { Error: KubernetesError.Unauthorized or KubernetesError.Credentials } refused }:
                throw refused;
            case { Request: { } request, Error: { } error }:
                objects.Fail(request, LiveSource.Why(error, $"list and watch on {request.List.Resource.FullName}"));
                break;
            case { Request: { } request, Kind: WatchEventKind.Restarted }:
                objects.Begin(request);
                break;
            case { Request: { } request, Kind: WatchEventKind.Synced }:
                objects.End(request);
                break;
            case { Request: { } request, Event: { } seen }:
                objects.Take(request, seen.Kind, seen.Object);
                Interlocked.Increment(ref _objects);
                _changes++;
                break;
        }
    }

    private void TakeLog(LogRequest log, IReadOnlyList<string>? lines, BlindSpot? spot, LiveObjects objects)
    {
        _store.PutLog(log, lines);
        if (spot is not null)
            objects.SetSpot(spot.What, spot.Why);
        _changes++;
    }

    /// <summary>Asks for what the moment makes necessary: logs of what fails now, and lists that only some troubles need.</summary>
    private void FollowUp(ApiCatalog? catalog, Cluster cluster, ClusterDelta? delta, CancellationToken cancel)
    {
        _running.RemoveAll(task => task.IsCompletedSuccessfully);
        foreach (LogRequest gone in _logs.Gone(cluster))
            _store.PutLog(gone, null);
        foreach (LogRequest request in _logs.Next(cluster, delta?.Workloads ?? cluster.Workloads.Select(workload => workload.Ref)))
            _running.Add(FetchAsync(request, cancel));

        if (_usage is null or { IsCompleted: true } && (_usage is null || _time.GetElapsedTime(_usageAsked) >= UsageEvery))
        {
            _usageAsked = _time.GetTimestamp();
            _running.Add(_usage = Task.Run(() => AskUsageAsync(catalog, cluster, cancel), cancel));
        }

        if (space is not null && cluster.All<Pod>().Any(pod => pod.Ref.Namespace == space && LiveSource.IsWaitingForNode(pod)) && LivePlan.PodsOfOthers(catalog) is { } others)
            Start(others, cancel);
        foreach (LiveRequest remains in LivePlan.Remains(catalog, cluster, space))
            Start(remains, cancel);
    }

    private async Task FetchAsync(LogRequest request, CancellationToken cancel)
    {
        await _fetching.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            (IReadOnlyList<string>? lines, BlindSpot? spot) = await _fetcher.FetchAsync(request, cancel).ConfigureAwait(false);
            await _messages.Writer.WriteAsync(new Message { Log = request, Lines = lines, Spot = spot }, cancel).ConfigureAwait(false);
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <summary>Asks what nodes use, beside the watching: whoever suffers is known by what was told the time before.</summary>
    private async Task AskUsageAsync(ApiCatalog? catalog, Cluster cluster, CancellationToken cancel)
    {
        var round = new UsageRound();
        try
        {
            await new LiveUsage(client, catalog, round.Take, round.Miss).ReadAsync(cluster, () => cluster, cancel).ConfigureAwait(false);
        }
        catch (KubernetesException error)
        {
            round.Miss("usage of nodes", LiveSource.Why(error, "get on nodes/proxy"));
        }

        await _messages.Writer.WriteAsync(new Message { Usage = round }, cancel).ConfigureAwait(false);
    }

    private void Start(LiveRequest request, CancellationToken cancel)
    {
        if (_watched.Add(request.What))
            _running.Add(Task.Run(() => WatchAsync(request, cancel), cancel));
    }

    private async Task WatchAsync(LiveRequest request, CancellationToken cancel)
    {
        while (true)
        {
            await _messages.Writer.WriteAsync(new Message { Request = request, Kind = WatchEventKind.Restarted }, cancel).ConfigureAwait(false);
            try
            {
                await foreach (WatchEvent found in client.Watches.WatchAsync(request.List, cancel).ConfigureAwait(false))
                    await _messages.Writer.WriteAsync(new Message { Request = request, Kind = found.Kind, Event = found.Kind is WatchEventKind.Restarted or WatchEventKind.Synced ? null : found }, cancel).ConfigureAwait(false);
            }
            catch (KubernetesException error)
            {
                await _messages.Writer.WriteAsync(new Message { Request = request, Error = error }, cancel).ConfigureAwait(false);
            }

            await Task.Delay(AskAgain, _time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>What a watch or the fetching of a log has to tell.</summary>
    private sealed class Message
    {
        public LiveRequest? Request { get; init; }

        public WatchEventKind Kind { get; init; }

        public WatchEvent? Event { get; init; }

        public KubernetesException? Error { get; init; }

        public LogRequest? Log { get; init; }

        public IReadOnlyList<string>? Lines { get; init; }

        public BlindSpot? Spot { get; init; }

        public UsageRound? Usage { get; init; }
    }
}
