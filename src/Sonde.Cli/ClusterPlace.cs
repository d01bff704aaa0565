using System.Globalization;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Terminal;
using Sonde.Diagnosis;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Sources.Live;
using Sonde.Diagnosis.Watching;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Config;

namespace Sonde.Cli;

/// <summary>Where a cluster is read from: recordings, or the live one when none is named.</summary>
internal sealed class ClusterPlace : IDisposable
{
    private readonly ClusterOptions _options;
    private readonly KubernetesClient? _client;
    private readonly Streams _streams;
    private readonly Func<string, Func<Stream>, TimeProvider, IClusterSource> _openFile;
    private string? _recorded;
    private LiveWatch? _watch;

    private ClusterPlace(
        ClusterOptions options, KubernetesClient? client, Streams streams, Func<string, Func<Stream>, TimeProvider, IClusterSource> openFile)
    {
        _openFile = openFile;
        _streams = streams;
        _options = options;
        _client = client;
    }

    /// <summary>It is the cluster itself.</summary>
    public bool IsLive => _client is not null;

    /// <summary>
    /// The namespace it is about; null for all. As kubectl, a live cluster is asked about the context's when none is named; a
    /// snapshot, once read, about the one it was taken of.
    /// </summary>
    public string? Namespace => _options.IsAllNamespaces ? null : _options.Namespace ?? _client?.Connection.Namespace ?? _recorded;

    /// <summary>Its name for messages.</summary>
    public string Name => _client is null ? string.Join(", ", _options.Files) : _client.Connection.Server.ToString().TrimEnd('/');

    /// <summary>Prepares to read.</summary>
    /// <param name="options">Which cluster.</param>
    /// <param name="streams">Takes the progress.</param>
    /// <param name="openFile">Makes the source of a file; null: that of recordings.</param>
    /// <exception cref="KubernetesException">No recording is named, and no cluster is configured or its kubeconfig cannot be used.</exception>
    public static ClusterPlace Open(
        ClusterOptions options, Streams streams, Func<string, Func<Stream>, TimeProvider, IClusterSource>? openFile = null)
    {
        openFile ??= FileSource.Open;
        if (options.Files.Count > 0)
            return new ClusterPlace(options, null, streams, openFile);
        KubeEnvironment environment = KubeEnvironment.Current with { InputIsTerminal = streams.InputIsTerminal };
        return new ClusterPlace(options, new KubernetesClient(ConnectionResolver.Resolve(options.Connection, environment)), streams, openFile);
    }

    /// <summary>Reads everything.</summary>
    /// <exception cref="DiagnosisException">A recording cannot be read, there is no such namespace, or nothing at all was found.</exception>
    /// <exception cref="KubernetesException">The cluster cannot be reached, or lets us see nothing.</exception>
    public async Task<Cluster> ReadClusterAsync(CancellationToken cancellation)
    {
        var builder = new ClusterBuilder();
        await ReadAsync(builder, cancellation);
        Cluster cluster = builder.Build();
        if (cluster.Count > 0)
            return cluster;
        string reason = cluster.BlindSpots.Count > 0 ? $": {cluster.BlindSpots[0].What} {cluster.BlindSpots[0].Why}" : "";
        throw new DiagnosisException($"no object was found in {Name}{reason}");
    }

    /// <summary>Reads everything into a builder.</summary>
    /// <exception cref="DiagnosisException">A recording cannot be read, or there is no such namespace.</exception>
    /// <exception cref="KubernetesException">The cluster cannot be reached, or lets us see nothing.</exception>
    public async Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        Task work = Task.Run(() => ReadAllAsync(builder, cancellation), cancellation);
        if (_streams.ErrorIsTerminal)
        {
            await new LiveProgress(_streams).ShowAsync(
                () =>
                {
                    (int objects, int logs) = builder.Progress;
                    return string.Create(CultureInfo.InvariantCulture, $"reading {Name}: {objects:N0} objects{(logs > 0 ? $", {logs:N0} logs" : "")}");
                },
                work);
        }

        await work;
    }

    /// <summary>The live cluster as it changes.</summary>
    /// <exception cref="UsageException">It is a recording.</exception>
    /// <exception cref="DiagnosisException">There is no such namespace.</exception>
    /// <exception cref="KubernetesException">The cluster cannot be reached, or lets us see nothing.</exception>
    public IAsyncEnumerable<WatchStep> WatchAsync(CancellationToken cancellation)
    {
        if (_client is null)
            throw new UsageException("--watch and --wait are for a live cluster: what -f names does not change");
        _watch = new LiveWatch(_client, Namespace);
        return _watch.RunAsync(cancellation);
    }

    /// <summary>Shows on a terminal how far the first reading of a watch is.</summary>
    public async Task ShowProgressAsync(Task first)
    {
        if (_streams.ErrorIsTerminal)
            await new LiveProgress(_streams).ShowAsync(() => string.Create(CultureInfo.InvariantCulture, $"reading {Name}: {_watch?.Objects ?? 0:N0} objects"), first);
    }

    private async Task ReadAllAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        if (_client is not null)
            await new LiveSource(_client, Namespace).ReadAsync(builder, cancellation);
        foreach (string file in _options.Files)
            await _openFile(file, Console.OpenStandardInput, TimeProvider.System).ReadAsync(builder, cancellation);
        _recorded = builder.Namespace;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        _client?.Dispose();
    }
}
