using System.Diagnostics;
using System.Globalization;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Sessions;
using Sonde.Places.Ephemeral;
using Sonde.Places.Memory;
using Sonde.Places.Node;
using Sonde.Places.Pods;

namespace Sonde.Places;

/// <summary>Chooses where beside a container a command can run, and says why.</summary>
/// <param name="client">The cluster.</param>
/// <param name="image">The image that holds Sonde.</param>
/// <param name="version">The version of the Sonde that asks.</param>
/// <param name="talk">Takes what is done and why.</param>
public sealed class PlaceFinder(KubernetesClient client, AgentImage image, string version, Action<string> talk)
{
    private readonly PodFinder _pods = new(client);

    /// <summary>The place that the user wants.</summary>
    public PlaceKind Place { get; init; }

    /// <summary>Which rights to begin with.</summary>
    public AgentNeeds Needs { get; init; } = AgentNeeds.All;

    /// <summary>Options of <c>sonde agent</c> for every command.</summary>
    public IReadOnlyList<string> AgentOptions { get; init; } = [];

    private NodePlaces Nodes => new(client, image, version, talk) { Options = AgentOptions };

    /// <summary>Runs a command where it sees a container, wherever that is.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="target">The container.</param>
    /// <param name="command">The command's words for a target as it is named there.</param>
    /// <param name="output">Takes its stdout.</param>
    /// <param name="said">Takes each line of its stderr.</param>
    /// <param name="interrupt">Asks it to end and hand over what it has.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="KubernetesException">The cluster does not answer, or one may not.</exception>
    /// <exception cref="PlaceException">Nothing can run there.</exception>
    public async Task<int> RunAsync(
        Pod pod, PodContainer target, Func<string, IReadOnlyList<string>> command, Stream output, Action<string> said, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(command);
        string onNode = $"container:{target.Id}";
        if (Place == PlaceKind.Node)
            return await Nodes.RunInPodAsync(pod.Node, command(onNode), output, said, interrupt).ConfigureAwait(false);
        if (Place != PlaceKind.Ephemeral)
        {
            NodeAgent? agent = await new NodeAgents(client).FindAsync(pod.Node, interrupt).ConfigureAwait(false);
            if (agent is not null && await Nodes.TryRunAsync(agent, $"nothing is added to {pod}", command(onNode), output, said, interrupt).ConfigureAwait(false) is { } code)
                return code;
            if (Place == PlaceKind.Agent)
                throw NoAgent(pod.Node, agent);
        }

        // The target's first process is PID 1 of the namespace that the agent joins, unless all containers of the pod share one.
        return await RunAsync(pod, target, command(pod.SharesProcesses ? onNode : "pid:1"), output, said, interrupt).ConfigureAwait(false);
    }

    /// <summary>Runs a command that sees all processes of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="command">The command's words, without the program.</param>
    /// <param name="output">Takes its stdout.</param>
    /// <param name="said">Takes each line of its stderr.</param>
    /// <param name="interrupt">Asks it to end and hand over what it has.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="KubernetesException">The cluster does not answer, or one may not.</exception>
    /// <exception cref="PlaceException">Nothing can run there.</exception>
    public async Task<int> RunOnNodeAsync(string node, IReadOnlyList<string> command, Stream output, Action<string> said, CancellationToken interrupt)
    {
        if (Place != PlaceKind.Node)
        {
            NodeAgent? agent = await new NodeAgents(client).FindAsync(node, interrupt).ConfigureAwait(false);
            if (agent is not null && await Nodes.TryRunAsync(agent, "no pod is made", command, output, said, interrupt).ConfigureAwait(false) is { } code)
                return code;
            if (Place == PlaceKind.Agent)
                throw NoAgent(node, agent);
        }

        return await Nodes.RunInPodAsync(node, command, output, said, interrupt).ConfigureAwait(false);
    }

    private static PlaceException NoAgent(string node, NodeAgent? found) => new(
        found is null
            ? $"no node agent runs on {node}, or you may not list pods in namespace {NodeAgents.Namespace}: 'sonde install' puts one onto every node"
            : $"you may not use the node agent: the role sonde-node-agent in namespace {NodeAgents.Namespace} allows it (docs/pods.md)");

    /// <summary>Runs a command where it sees the processes of a container.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="target">The container.</param>
    /// <param name="command">The command's words, without the program.</param>
    /// <param name="output">Takes its stdout.</param>
    /// <param name="said">Takes each line of its stderr.</param>
    /// <param name="interrupt">Asks it to end and hand over what it has.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="KubernetesException">The cluster does not answer, or one may not.</exception>
    /// <exception cref="PlaceException">Nothing can run there.</exception>
    public async Task<int> RunAsync(
        Pod pod, PodContainer target, IReadOnlyList<string> command, Stream output, Action<string> said, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(target);
        var denied = new DeniedWords(said);
        bool isMost = Needs.IsMost || target.User is null || pod.SharesProcesses;
        if (Waiting(pod, target) is { } waiting)
        {
            talk($"using the agent {waiting.Name}, which still waits in {pod}");
            try
            {
                int code = await At(pod, waiting.Name).RunAsync(command, output, denied.Hear, interrupt).ConfigureAwait(false);
                if (denied.Last is null || waiting.IsPrivileged)
                    return denied.Give(code);
                isMost = true;
            }
            catch (KubernetesException e) when (e.Error is KubernetesError.NotFound or KubernetesError.Invalid or KubernetesError.Server)
            {
                // It ended between the look and the call; nothing has run yet.
                talk($"{waiting.Name} has just ended");
            }
        }

        if (pod.MemoryLimit is { } limit && await new PodUsage(client).ReadAsync(pod, interrupt).ConfigureAwait(false) is { } used && limit - used.Bytes < AgentMemory.Least)
            throw new PlaceException(AgentMemory.Refusal(limit - used.Bytes, limit, AgentMemory.Least));
        (_, AgentIdentity identity, int first) = await AddAsync(pod, target, isMost, denied.Last, command, output, denied, interrupt).ConfigureAwait(false);
        if (denied.Last is not { } last || isMost || identity.IsPrivileged)
            return denied.Give(first);
        // The target's own user is not enough: nothing was sampled yet.
        try
        {
            return denied.Give((await AddAsync(pod, target, isMost: true, last, command, output, denied, interrupt).ConfigureAwait(false)).Code);
        }
        catch (PlaceException)
        {
            said(last);
            return first;
        }
    }

    /// <summary>A container beside the target in which programs can be run: an agent that waits, or a new one.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="target">The container.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KubernetesException">The cluster does not answer, or one may not.</exception>
    /// <exception cref="PlaceException">Nothing can run there.</exception>
    public async Task<SessionTarget> FindContainerAsync(Pod pod, PodContainer target, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(target);
        EphemeralContainer? waiting = Waiting(pod, target);
        if (waiting is null || (Needs.IsMost && !waiting.IsPrivileged))
        {
            try
            {
                string? denied = waiting is null ? null : $"{waiting.Name} has only the rights of the target's own user";
                return (await AddAsync(pod, target, isMost: true, denied, AgentContainer.Nothing, Stream.Null, new DeniedWords(_ => { }), cancel).ConfigureAwait(false))
                    .Place.Target;
            }
            catch (PlaceException) when (waiting is not null)
            {
                // More is not to be had here.
            }
        }

        talk($"using the agent {waiting!.Name}, which still waits in {pod}");
        return At(pod, waiting.Name).Target;
    }

    /// <summary>A Sonde that runs already where the target's kernel is: an agent beside it, or the node's. Nothing is added.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="target">The container.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The place, what it is, for messages, and whether it is in the pod itself; null for none.</returns>
    /// <exception cref="KubernetesException">The cluster does not answer.</exception>
    public async Task<(IPlace Place, string What, bool IsInPod)?> FindRunningAsync(Pod pod, PodContainer target, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(pod);
        ArgumentNullException.ThrowIfNull(target);
        if (Waiting(pod, target) is { } waiting)
            return (At(pod, waiting.Name), $"the agent {waiting.Name}", true);
        return await new NodeAgents(client).FindAsync(pod.Node, cancel).ConfigureAwait(false) is { } agent
            ? (Nodes.At(agent), $"the node agent {agent.Pod}", false)
            : null;
    }

    /// <summary>Adds an ephemeral container beside the target, with the most useful identity that may run there, and runs a command in it.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="target">The container.</param>
    /// <param name="isMost">With the most rights first.</param>
    /// <param name="denied">Why less was not enough; null when nothing was tried.</param>
    /// <param name="command">The command's words, without the program.</param>
    /// <param name="output">Takes its stdout.</param>
    /// <param name="words">Takes each line of its stderr.</param>
    /// <param name="interrupt">Ends the wait, and asks the command to end.</param>
    private async Task<(EphemeralPlace Place, AgentIdentity Identity, int Code)> AddAsync(
        Pod pod, PodContainer target, bool isMost, string? denied, IReadOnlyList<string> command, Stream output, DeniedWords words, CancellationToken interrupt)
    {
        if (pod.IsMirror)
            throw new PlaceException($"{pod} is a static pod, which takes no ephemeral containers: run Sonde on node {pod.Node} itself");
        var starter = new AgentStarter(client, _pods);
        // Who was denied something as the target's user gets nothing from being it again.
        IEnumerable<AgentIdentity> tried = AgentIdentity.Ladder(target, isMost).Where(one => denied is null || one.IsPrivileged);
        var ladder = new Queue<AgentIdentity>(tried);
        string why = Needs.IsMost || !isMost ? Needs.Reason : pod.SharesProcesses ? "its containers share their processes" : "nothing tells as whom the target runs";
        string? refused = denied;
        while (ladder.TryDequeue(out AgentIdentity? identity))
        {
            talk(refused is null
                ? $"adding an ephemeral container to {pod}, beside {target.Name}, as {identity}: {why}"
                : $"{refused}: trying as {identity}");
            long start = Stopwatch.GetTimestamp();
            var container = AgentContainer.Create(target.Name, image, identity);
            // Root reads anybody; anybody else has to be who the target is, and not every spec tells: only the pod itself knows then.
            bool isGuess = identity.User != 0 && (target.User is null || target.Group is null) && !pod.SharesProcesses, isAttached = false;
            EphemeralPlace place = At(pod, container.Name, isGuess ? ["--same-owner"] : [], Attached);
            (AgentStart agent, int code) = await starter.RunAsync(
                pod,
                container,
                isTry =>
                {
                    words.Forget();
                    return place.RunAsync(command, output, words.Hear, isTry, interrupt);
                },
                () => isAttached,
                interrupt).ConfigureAwait(false);
            refused = agent.Refused;
            if (refused is not null)
                continue;
            if (isGuess && words.Owner is var (user, group))
            {
                refused = $"{target.Name} runs as user {user}, group {group}";
                target = target with { User = user, Group = group };
                ladder = new Queue<AgentIdentity>([AgentIdentity.Same(user, group, identity.IsRestricted)]);
                continue;
            }

            return (place, identity, code);

            void Attached()
            {
                isAttached = true;
                talk(string.Create(
                    CultureInfo.InvariantCulture,
                    $"attached to {pod} after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s; {container.Name} ends by itself after a minute without work, and Kubernetes lists it until the pod is gone"));
            }
        }

        throw new PlaceException($"no agent may run in pod {pod}: {refused}");
    }

    /// <summary>An agent of the same image beside the same container, the last one first: it has the most time left.</summary>
    private EphemeralContainer? Waiting(Pod pod, PodContainer target) => pod.Ephemeral.LastOrDefault(one =>
        one.State == ContainerState.Running && one.Target == target.Name && one.Image == image.Name
        && one.Name.StartsWith(AgentContainer.Prefix, StringComparison.Ordinal));

    private EphemeralPlace At(Pod pod, string container) => At(pod, container, [], () => { });

    private EphemeralPlace At(Pod pod, string container, IEnumerable<string> more, Action answered)
    {
        IEnumerable<string> limit = pod.MemoryLimit is { } bytes ? [string.Create(CultureInfo.InvariantCulture, $"--pod-memory={bytes}")] : [];
        return new EphemeralPlace(client, new SessionTarget(pod.Namespace, pod.Name, container), version)
        {
            Options = [.. AgentOptions, .. more, .. limit],
            Answered = answered,
        };
    }
}
