using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Sessions;
using Sonde.Places.Ephemeral;
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
        if (Waiting(pod, target) is { } waiting)
        {
            talk($"using the agent {waiting.Name}, which still waits in {pod}");
            try
            {
                return await At(pod, waiting.Name).RunAsync(command, output, said, interrupt).ConfigureAwait(false);
            }
            catch (KubernetesException e) when (e.Error is KubernetesError.NotFound or KubernetesError.Invalid or KubernetesError.Server)
            {
                // It ended between the look and the call; nothing has run yet.
                talk($"{waiting.Name} has just ended");
            }
        }

        IPlace place = await AddAsync(pod, target, interrupt).ConfigureAwait(false);
        return await place.RunAsync(command, output, said, interrupt).ConfigureAwait(false);
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
        if (Waiting(pod, target) is not { } waiting)
            return (await AddAsync(pod, target, cancel).ConfigureAwait(false)).Target;
        talk($"using the agent {waiting.Name}, which still waits in {pod}");
        return At(pod, waiting.Name).Target;
    }

    /// <summary>Adds an ephemeral container beside the target, with the most useful identity that may run there.</summary>
    private async Task<EphemeralPlace> AddAsync(Pod pod, PodContainer target, CancellationToken cancel)
    {
        if (pod.IsMirror)
            throw new PlaceException($"{pod} is a static pod, which takes no ephemeral containers: run Sonde on node {pod.Node} itself");
        var starter = new AgentStarter(client, _pods);
        var ladder = new Queue<AgentIdentity>(AgentIdentity.Ladder(target));
        string? refused = null;
        while (ladder.TryDequeue(out AgentIdentity? identity))
        {
            talk(refused is null
                ? $"adding an ephemeral container to {pod}, beside {target.Name}, as {identity}"
                : $"{refused}: trying as {identity}");
            long start = Stopwatch.GetTimestamp();
            AgentStart agent = await starter.StartAsync(pod, AgentContainer.Create(target.Name, image, identity), cancel).ConfigureAwait(false);
            refused = agent.Refused;
            if (refused is not null)
                continue;
            EphemeralPlace place = At(pod, agent.Container);
            // Root reads anybody; anybody else has to be who the target is, and not every spec tells.
            bool isGuess = identity.User != 0 && (target.User is null || target.Group is null) && !pod.SharesProcesses;
            if (isGuess && await OtherOwnerAsync(place, cancel).ConfigureAwait(false) is var (user, group))
            {
                refused = $"{target.Name} runs as user {user}, group {group}";
                target = target with { User = user, Group = group };
                ladder = new Queue<AgentIdentity>([AgentIdentity.Same(user, group, identity.IsRestricted)]);
                continue;
            }

            talk(string.Create(
                CultureInfo.InvariantCulture,
                $"attached to {pod} after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s; {agent.Container} ends by itself after a minute without work, and Kubernetes lists it until the pod is gone"));
            return place;
        }

        throw new PlaceException($"no agent may run in pod {pod}: {refused}");
    }

    /// <summary>
    /// As whom the target's first process runs, when it is another than the agent; null when it is the same. Only the pod itself knows when
    /// neither its spec nor the kubelet tells.
    /// </summary>
    private static async Task<(long User, long Group)?> OtherOwnerAsync(EphemeralPlace place, CancellationToken cancel)
    {
        using var output = new MemoryStream();
        int code = await place.RunAsync(["agent", "--owner-of=1"], output, _ => { }, cancel).ConfigureAwait(false);
        string[] words = Encoding.ASCII.GetString(output.ToArray()).Trim().Split(' ');
        return code == 0 && words is [{ } user, { } group, { } ownUser, { } ownGroup] && (user, group) != (ownUser, ownGroup)
            && long.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out long userId)
            && long.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out long groupId)
                ? (userId, groupId)
                : null;
    }

    /// <summary>An agent of the same image beside the same container, the last one first: it has the most time left.</summary>
    private EphemeralContainer? Waiting(Pod pod, PodContainer target) => pod.Ephemeral.LastOrDefault(one =>
        one.State == ContainerState.Running && one.Target == target.Name && one.Image == image.Name
        && one.Name.StartsWith(AgentContainer.Prefix, StringComparison.Ordinal));

    private EphemeralPlace At(Pod pod, string container) =>
        new(client, new SessionTarget(pod.Namespace, pod.Name, container), version);
}
