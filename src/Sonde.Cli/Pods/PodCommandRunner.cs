using System.Globalization;
using System.Text.Json;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Sessions;
using Sonde.Places;
using Sonde.Places.Ephemeral;
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
        IReadOnlyList<Pod> found;
        try
        {
            found = await new PodFinder(_client).FindAsync(_options.Target, _namespace, interrupt);
        }
        catch (KubernetesException error) when (NamesInCluster.IsMissing(error) && _options.Target.Selector is null)
        {
            throw await new NamesInCluster(_client).ExplainAsync(_options.Target, _namespace, error, interrupt);
        }

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
    /// <param name="talk">Takes what is said and done.</param>
    /// <param name="needs">Which rights to begin with.</param>
    /// <param name="interrupt">Asks it to end and hand over what it has.</param>
    /// <returns>Its exit code; what went wrong was told.</returns>
    public Task<int> RunAsync(Pod pod, Func<string, IReadOnlyList<string>> command, Stream output, PlaceTalk talk, AgentNeeds needs, CancellationToken interrupt)
    {
        PodContainer container = pod.Container(_options.Container);
        return Places(talk, needs).RunAsync(pod, container, command, output, talk.Hear, interrupt);
    }

    /// <summary>Runs a command that sees everything on the node that the options name.</summary>
    /// <param name="command">The command's words for a target there.</param>
    /// <param name="output">Takes its stdout.</param>
    /// <param name="talk">Takes what is said and done.</param>
    /// <param name="interrupt">Asks it to end and hand over what it has.</param>
    /// <returns>Its exit code; what went wrong was told.</returns>
    /// <exception cref="PlaceException">There is no such node.</exception>
    public async Task<int> RunOnNodeAsync(Func<string, IReadOnlyList<string>> command, Stream output, PlaceTalk talk, CancellationToken interrupt)
    {
        await EnsureNodeAsync(interrupt);
        return await Places(talk, AgentNeeds.All).RunOnNodeAsync(_options.Target.Name, command("host"), output, talk.Hear, interrupt);
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
        Places(new PlaceTalk(_streams), AgentNeeds.All).FindContainerAsync(pod, pod.Container(_options.Container), interrupt);

    /// <summary>A Sonde that runs on the pod's node already, what it is, and whether it is in the pod; null for none. Nothing is added.</summary>
    /// <exception cref="KubernetesException">The cluster does not answer.</exception>
    public Task<(IPlace Place, string What, bool IsInPod)?> FindRunningAsync(Pod pod, CancellationToken interrupt) =>
        Places(new PlaceTalk(_streams), AgentNeeds.All).FindRunningAsync(pod, pod.Named(_options.Container), interrupt);

    /// <summary>Passes on a line of the Sonde in a pod.</summary>
    public void Tell(string line) => new PlaceTalk(_streams).Hear(line);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>A pod that is made for a node that is not there is removed by the cluster, and says nothing.</summary>
    private async Task EnsureNodeAsync(CancellationToken interrupt)
    {
        try
        {
            using JsonDocument node = await _client.GetAsync(_options.Target.Kind.Resource, null, _options.Target.Name, interrupt);
        }
        catch (KubernetesException error) when (NamesInCluster.IsMissing(error))
        {
            throw await new NamesInCluster(_client).ExplainAsync(_options.Target, null, error, interrupt);
        }
        catch (KubernetesException)
        {
            return; // who may not read nodes may use one all the same; what fails then says why
        }
    }

    private PlaceFinder Places(PlaceTalk talk, AgentNeeds needs) => new(_client, _options.Image, VersionInfo.Number, talk.Say)
    {
        Place = _options.Place,
        Needs = needs,
        AgentOptions = talk.WantsProgress ? ["--progress"] : [],
    };
}
