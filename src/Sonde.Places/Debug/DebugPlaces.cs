using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Sessions;
using Sonde.Places.Ephemeral;
using Sonde.Places.Made;
using Sonde.Places.Pods;

namespace Sonde.Places.Debug;

/// <summary>Makes, or finds again, a container for a session: beside a container, in a copy of a pod, or on a node.</summary>
/// <param name="client">The cluster.</param>
/// <param name="version">The version of the Sonde that asks.</param>
/// <param name="talk">Takes what is done and why.</param>
public sealed class DebugPlaces(KubernetesClient client, string version, Action<string> talk)
{
    /// <summary>How long a container of Sonde's image waits without work.</summary>
    private const string Idle = "15m";

    private static readonly string[] Agent = ["sonde", "agent", "--idle", Idle];

    private readonly MadePods _made = new(client);
    private readonly PodFinder _pods = new(client);

    /// <summary>A container beside another one.</summary>
    /// <exception cref="KubernetesException">The cluster does not answer, or one may not.</exception>
    /// <exception cref="PlaceException">Nothing can run there.</exception>
    public async Task<DebugPlace> BesideAsync(Pod pod, PodContainer target, DebugRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(request);
        string files = pod.SharesProcesses ? "/proc/PID/root, with the PID of one of its processes (ps)" : "/proc/1/root";
        if (request is { IsOwnImage: true, Profile: null, Custom: null })
            return new DebugPlace(await new PlaceFinder(client, request.Image, version, talk).FindContainerAsync(pod, target, cancel).ConfigureAwait(false), true, files);
        EphemeralContainer? running = pod.Ephemeral.LastOrDefault(one =>
            one.State == ContainerState.Running && one.Target == target.Name && one.Image == request.Image.Name
            && one.Name.StartsWith(DebugContainer.Prefix, StringComparison.Ordinal));
        if (running is not null && request.Command.Count == 0 && request.Profile is null)
        {
            talk($"going back into {running.Name}, which still runs in {pod}");
            return new DebugPlace(new SessionTarget(pod.Namespace, pod.Name, running.Name), request.IsOwnImage, files);
        }

        return new DebugPlace(await AddAsync(pod, target, request, cancel).ConfigureAwait(false), request.IsOwnImage, files);
    }

    /// <summary>A copy of a pod that still runs; null for none.</summary>
    public async Task<DebugPlace?> FindCopyAsync(Pod pod, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(pod);
        MadePod? copy = (await _made.ListAsync(pod.Namespace, cancel).ConfigureAwait(false))
            .LastOrDefault(one => one is { Kind: MadeLabels.Copy, Phase: "Running" } && one.Of == pod.Name);
        if (copy is null)
            return null;
        talk($"going back into {copy.Namespace}/{copy.Name}, a copy of {pod} that still runs");
        return InCopy(new SessionTarget(copy.Namespace, copy.Name, copy.SessionContainer));
    }

    /// <summary>A copy in which a container waits instead of running its program.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="name">The copy's name; null for one of our choice.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<DebugPlace> HeldCopyAsync(Pod pod, string container, string? name, DebugRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        (PodCopy copy, string copyName) = await CopyOfAsync(pod, name, request, cancel).ConfigureAwait(false);
        IReadOnlyList<string>? original = copy.Hold(container, request.Image.Name, request.Image.PullPolicy);
        talk($"making {pod.Namespace}/{copyName}, a copy of {pod} {request.Kept}, whose container {container} waits instead of running");
        SessionTarget session = await _made.StartAsync(copy.Manifest(container), container, cancel).ConfigureAwait(false);
        talk(original is null
            ? "its program is what the ENTRYPOINT and CMD of its image say, which the cluster does not tell"
            : $"its program would be: {Quoted(original)}");
        return InCopy(session);
    }

    /// <summary>A copy with other images, another command, or a container more.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container that is meant.</param>
    /// <param name="name">The copy's name; null for one of our choice.</param>
    /// <param name="addsContainer">A container for the session is added; else it is the copy's own.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<DebugPlace> CopyAsync(Pod pod, PodContainer container, string? name, bool addsContainer, DebugRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(container);
        (PodCopy copy, string copyName) = await CopyOfAsync(pod, name, request, cancel).ConfigureAwait(false);
        string session = container.Name;
        if (addsContainer)
        {
            DebugContainer added = Container(request, container, request.Profile ?? DebugProfile.BesideContainer[0]);
            session = added.Name;
            copy.Add(added.Container());
            if (request.SharesProcesses)
                copy.ShareProcesses();
        }
        else if (request.Command.Count > 0)
        {
            copy.SetCommand(container.Name, request.Command, request.HasTerminal);
        }

        talk($"making {pod.Namespace}/{copyName}, a copy of {pod} {request.Kept}");
        if (request.Kept.Labels)
            talk("it keeps the labels: Services may send it traffic, and a ReplicaSet may count it as one of its own");
        SessionTarget made = await _made.StartAsync(copy.Manifest(session), session, cancel).ConfigureAwait(false);
        return new DebugPlace(made, addsContainer && request.IsOwnImage, addsContainer && request.SharesProcesses ? "/proc/PID/root, with the PID of one of its processes (ps)" : "")
        {
            RunsAlone = !addsContainer && (request.Command.Count == 0 || !request.HasTerminal),
        };
    }

    /// <summary>A pod on a node; one that runs there already is used again.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inNamespace">Where the pod is put.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<DebugPlace> OnNodeAsync(string node, string inNamespace, DebugRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        MadePod? running = (await _made.ListAsync(inNamespace, cancel).ConfigureAwait(false))
            .LastOrDefault(one => one is { Kind: MadeLabels.Node, Phase: "Running" } && one.Of == node);
        if (running is not null && request is { Profile: null, Custom: null, IsOwnImage: true })
        {
            talk($"going back into {running.Namespace}/{running.Name}, which still runs on {node}");
            return new DebugPlace(new SessionTarget(running.Namespace, running.Name, running.SessionContainer), true, NodePod.HostFolder);
        }

        string? refused = null;
        foreach (DebugProfile profile in request.Profile is { } chosen ? [chosen] : request.Custom is null ? DebugProfile.OnNode : [DebugProfile.OnNode[0]])
        {
            NodePod pod = profile.OnTo(new NodePod(NodePod.NewName(), node, request.Image)
            {
                Command = request.IsOwnImage ? Agent : request.Command.Count > 0 ? request.Command : null,
                HasInput = !request.IsOwnImage,
                HasTerminal = !request.IsOwnImage && request.HasTerminal,
                Variables = [.. request.Variables],
                Custom = request.Custom,
            });
            talk(refused is null ? $"making pod {inNamespace}/{pod.Name} on {node}, as {profile}" : $"{refused}: trying as {profile}");
            try
            {
                SessionTarget session = await _made.StartAsync(pod.Manifest(inNamespace), NodePod.Container, cancel).ConfigureAwait(false);
                return new DebugPlace(session, request.IsOwnImage, pod.Host == HostAccess.None ? "" : NodePod.HostFolder) { RemovesPod = pod.Name };
            }
            catch (KubernetesException e) when (e.Error is KubernetesError.Forbidden or KubernetesError.Invalid && e.ServerMessage.Contains("violates PodSecurity", StringComparison.Ordinal))
            {
                refused = AgentStarter.Shortened(e.ServerMessage);
            }
        }

        throw new PlaceException($"no pod may look at node {node} from namespace {inNamespace}: {refused}");
    }

    private async Task<SessionTarget> AddAsync(Pod pod, PodContainer target, DebugRequest request, CancellationToken cancel)
    {
        if (pod.IsMirror)
            throw new PlaceException($"{pod} is a static pod, which takes no ephemeral containers: use --copy-to, or node/{pod.Node}");
        var starter = new AgentStarter(client, _pods);
        string? refused = null;
        // A file of the user's says what the container is to be: less than that is not what was asked for.
        IReadOnlyList<DebugProfile> tried = request.Profile is { } chosen ? [chosen]
            : request.Custom is null ? DebugProfile.BesideContainer : [DebugProfile.BesideContainer[0]];
        foreach (DebugProfile profile in tried)
        {
            talk(refused is null ? $"adding a container to {pod}, beside {target.Name}, as {profile}" : $"{refused}: trying as {profile}");
            AgentStart start = await starter.StartAsync(pod, Container(request, target, profile), cancel).ConfigureAwait(false);
            refused = start.Refused;
            if (refused is not null)
                continue;
            if (!request.IsOwnImage)
                talk($"what is typed and printed there goes to the log of {start.Container} as well: a session of Sonde's own image does not");
            return new SessionTarget(pod.Namespace, pod.Name, start.Container);
        }

        throw new PlaceException($"no container for debugging may run in pod {pod}: {refused}");
    }

    private static DebugContainer Container(DebugRequest request, PodContainer target, DebugProfile profile) =>
        new(DebugContainer.NewName(), target.Name, request.Image)
        {
            Command = request.IsOwnImage ? Agent : request.Command.Count > 0 ? request.Command : null,
            HasInput = !request.IsOwnImage,
            HasTerminal = !request.IsOwnImage && request.HasTerminal,
            Variables = request.Variables,
            Security = profile.Security(target),
            Custom = request.Custom,
        };

    private async Task<(PodCopy Copy, string Name)> CopyOfAsync(Pod pod, string? name, DebugRequest request, CancellationToken cancel)
    {
        using JsonDocument json = await client.GetAsync(PodTargetKind.Pod.Resource, pod.Namespace, pod.Name, cancel).ConfigureAwait(false);
        string copyName = name ?? PodCopy.NameFor(pod.Name);
        var copy = new PodCopy((JsonObject)JsonNode.Parse(json.RootElement.GetRawText())!, copyName, request.Kept);
        copy.SetImages(request.Images);
        if (request.IsOnSameNode)
            copy.StayOnNode();
        return (copy, copyName);
    }

    private static DebugPlace InCopy(SessionTarget session) => new(session, true, "/") { Shell = $"{PodCopy.ToolsFolder}/busybox" };

    /// <summary>Words as a shell would take them.</summary>
    private static string Quoted(IReadOnlyList<string> words) => string.Join(' ', words.Select(word =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,+@".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{Printable.Line(word).Replace("'", "'\\''", StringComparison.Ordinal)}'"));
}
