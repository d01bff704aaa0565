using System.Globalization;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Sessions;
using Sonde.Places;
using Sonde.Places.Pods;

namespace Sonde.Cli.Pods;

/// <summary>Runs a command of Sonde beside containers of pods.</summary>
internal sealed class PodCommandRunner : IDisposable
{
    private readonly Streams _streams;
    private readonly PodOptions _options;
    private readonly KubernetesClient _client;
    private readonly string _namespace;

    /// <summary>Prepares to ask the cluster.</summary>
    /// <exception cref="KubernetesException">No cluster is configured, or its kubeconfig cannot be used.</exception>
    public PodCommandRunner(Streams streams, PodOptions options)
    {
        _streams = streams;
        _options = options;
        KubeEnvironment environment = KubeEnvironment.Current with { InputIsTerminal = streams.InputIsTerminal };
        _client = new KubernetesClient(ConnectionResolver.Resolve(options.Connection, environment));
        _namespace = _client.Connection.Namespace;
    }

    /// <summary>The pods to look into; says so when there are more.</summary>
    /// <exception cref="KubernetesException">The cluster does not answer, or one may not.</exception>
    /// <exception cref="PlaceException">The target leads to no pod that runs.</exception>
    public async Task<IReadOnlyList<Pod>> FindAsync(CancellationToken interrupt)
    {
        IReadOnlyList<Pod> found = await new PodFinder(_client).FindAsync(_options.Target, _namespace, interrupt);
        Pod[] chosen = [.. found.Take(_options.Most ?? 1)];
        if (chosen.Length < found.Count)
        {
            string which = chosen is [{ } only] ? only.Name : string.Create(CultureInfo.InvariantCulture, $"{chosen.Length} pods");
            _streams.WriteTalk($"{_options.Target} has {found.Count} pods that run: looking into {which}");
        }

        return chosen;
    }

    /// <summary>Runs a command beside a pod's container.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="command">The command's words for a target there.</param>
    /// <param name="output">Takes its stdout.</param>
    /// <param name="isOneOfMany">Several run at once: each line of talk names its pod.</param>
    /// <param name="interrupt">Asks it to end and hand over what it has.</param>
    /// <returns>Its exit code; what went wrong was told.</returns>
    public Task<int> RunAsync(Pod pod, Func<string, IReadOnlyList<string>> command, Stream output, bool isOneOfMany, CancellationToken interrupt)
    {
        PodContainer container = pod.Container(_options.Container);
        return Places.RunAsync(pod, container, command(TargetIn(pod)), output, line => Tell(pod, line, isOneOfMany), interrupt);
    }

    /// <summary>The cluster, for sessions of other kinds.</summary>
    public KubernetesClient Client => _client;

    /// <summary>
    /// How a command beside the container names its target: its first process is PID 1 of the namespace that the agent joins, unless all
    /// containers of the pod share one.
    /// </summary>
    public string TargetIn(Pod pod) => pod.SharesProcesses ? $"container:{pod.Container(_options.Container).Id}" : "pid:1";

    /// <summary>A container beside the target in which programs can be run.</summary>
    /// <exception cref="KubernetesException">The cluster does not answer, or one may not.</exception>
    /// <exception cref="PlaceException">Nothing can run there.</exception>
    public Task<SessionTarget> FindContainerAsync(Pod pod, CancellationToken interrupt) =>
        Places.FindContainerAsync(pod, pod.Container(_options.Container), interrupt);

    /// <summary>Passes on a line of the Sonde in a pod.</summary>
    public void Tell(Pod pod, string line) => Tell(pod, line, isOneOfMany: false);

    private PlaceFinder Places => new(_client, _options.Image, VersionInfo.Number, _streams.WriteTalk);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Passes on what the other Sonde says; it marks its lines as this one does.</summary>
    private void Tell(Pod pod, string line, bool isOneOfMany)
    {
        const string Mark = "sonde: ";
        string said = line.StartsWith(Mark, StringComparison.Ordinal) ? line[Mark.Length..] : line;
        _streams.WriteTalk(isOneOfMany ? $"{pod.Name}: {said}" : said);
    }
}
