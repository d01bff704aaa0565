using System.Diagnostics;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Access;
using Sonde.Places.Pods;

namespace Sonde.Places.Ephemeral;

/// <summary>Adds the container of an agent to a pod and waits until it runs, or says in words why it does not.</summary>
internal sealed class AgentStarter(KubernetesClient client, PodFinder pods)
{
    private const int LongestRefusal = 240;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100), LookLater = TimeSpan.FromMilliseconds(500),
        Soon = TimeSpan.FromSeconds(3), Patience = TimeSpan.FromMinutes(3);

    /// <summary>The kubelet's words for an image that is not to be had (<c>pkg/kubelet/images/types.go</c>).</summary>
    private static readonly string[] ImageTroubles =
        ["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError", "RegistryUnavailable"];

    /// <summary>Its words for a container that cannot be made as its spec wants it (<c>pkg/kubelet/container/sync_result.go</c>).</summary>
    private static readonly string[] ContainerTroubles =
        ["CreateContainerConfigError", "CreateContainerError", "RunContainerError", "PreCreateHookError", "StartError"];

    /// <summary>The kubelet's word means that a container will not start by waiting.</summary>
    public static bool IsTrouble(string reason) => ImageTroubles.Contains(reason) || ContainerTroubles.Contains(reason);

    /// <summary>Adds a container and waits for it.</summary>
    /// <exception cref="KubernetesException">The cluster does not answer, or one may not.</exception>
    /// <exception cref="PlaceException">It cannot run, whatever its identity.</exception>
    public async Task<AgentStart> StartAsync(Pod pod, IEphemeralSpec agent, CancellationToken cancel) =>
        await AddAsync(pod, agent, cancel).ConfigureAwait(false) is { } refused
            ? new AgentStart(agent.Name, refused)
            : await WaitAsync(pod, agent, cancel).ConfigureAwait(false);

    /// <summary>Adds a container and runs a first command in it as soon as that is possible.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="agent">The container.</param>
    /// <param name="run">Runs the command, told whether that is only a try; its exit code.</param>
    /// <param name="hasRun">Whether the command was heard of: then it is not tried again.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>How the start went; the exit code counts when it was not refused.</returns>
    /// <remarks>
    /// The kubelet tells of a container 0.2 to 0.7 s after it runs (1.36): it asks the runtime for all of them once a second
    /// (<c>genericPlegRelistPeriod</c>). Exec asks the runtime itself. So the command is tried while that is awaited.
    /// </remarks>
    /// <exception cref="KubernetesException">The cluster does not answer, or one may not.</exception>
    /// <exception cref="PlaceException">It cannot run, whatever its identity.</exception>
    public async Task<(AgentStart Start, int Code)> RunAsync(
        Pod pod, IEphemeralSpec agent, Func<bool, Task<int>> run, Func<bool> hasRun, CancellationToken cancel)
    {
        if (await AddAsync(pod, agent, cancel).ConfigureAwait(false) is { } refused)
            return (new AgentStart(agent.Name, refused), 0);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task<AgentStart> told = WaitAsync(pod, agent, over.Token);
        try
        {
            long start = Stopwatch.GetTimestamp();
            while (true)
            {
                bool isTold = told.IsCompleted;
                if (isTold && await told.ConfigureAwait(false) is { Refused: not null } trouble)
                    return (trouble, 0);
                try
                {
                    return (new AgentStart(agent.Name, null), await run(!isTold).ConfigureAwait(false));
                }
                catch (KubernetesException e) when (
                    !isTold && !hasRun() && e.Error is KubernetesError.NotFound or KubernetesError.Invalid or KubernetesError.Server or KubernetesError.Unreachable)
                {
                    // It is not there yet (1.36 with containerd: status 500, "container not found"). What else it may be shows when it is
                    // tried once more after the kubelet has told. An image that has to come first takes its time: nobody asks until then.
                    TimeSpan pause = Stopwatch.GetElapsedTime(start) < Soon ? Look : Timeout.InfiniteTimeSpan;
                    await Task.WhenAny(told, Task.Delay(pause, over.Token)).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await ((Task)told).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Adds a container; the reason when that is refused.</summary>
    private async Task<string?> AddAsync(Pod pod, IEphemeralSpec agent, CancellationToken cancel)
    {
        try
        {
            await client.PatchAsync(
                PodTargetKind.Pod.Resource, pod.Namespace, pod.Name, "ephemeralcontainers", agent.Patch(), $"add an ephemeral container to pod {pod}", cancel)
                .ConfigureAwait(false);
        }
        catch (KubernetesException e) when (e.Error is KubernetesError.Forbidden or KubernetesError.Invalid)
        {
            // RBAC refuses the patch whatever it holds; admission refuses what it holds.
            if (e.Error == KubernetesError.Forbidden && !await MayAsync(pod, cancel).ConfigureAwait(false))
                throw NotAllowed(pod, e);
            return Shortened(e.ServerMessage.Length > 0 ? e.ServerMessage : e.Message);
        }

        return null;
    }

    private async Task<AgentStart> WaitAsync(Pod pod, IEphemeralSpec agent, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Pod now = await pods.ReadAsync(pod.Namespace, pod.Name, cancel).ConfigureAwait(false);
            EphemeralContainer? container = now.Ephemeral.FirstOrDefault(one => one.Name == agent.Name);
            switch (container)
            {
                case { State: ContainerState.Running }:
                    return new AgentStart(agent.Name, null);
                case { State: ContainerState.Terminated } when agent.MayEnd && !IsTrouble(container.Reason):
                    return new AgentStart(agent.Name, null);
                case { Reason: { } reason } when ContainerTroubles.Contains(reason):
                    return new AgentStart(agent.Name, $"{reason}: {container.Message}");
                case { State: ContainerState.Terminated }:
                    throw new PlaceException(
                        $"the {agent.What} in pod {pod} ended at once with exit code {container.ExitCode}{Words(container)}; is {agent.Image.Name} an image of Sonde?");
                case { Reason: { } reason } when ImageTroubles.Contains(reason):
                    throw new PlaceException(
                        $"node {now.Node} has no image {agent.Image.Name} for the {agent.What}{Words(container)}; put it into a registry that the node reaches "
                        + "and name it with --image or SONDE_IMAGE; a private one needs an imagePullSecret in the pod or its service account");
                default:
                    break;
            }

            TimeSpan waited = Stopwatch.GetElapsedTime(start);
            if (waited > Patience)
                throw new PlaceException(
                    $"the {agent.What} in pod {pod} does not run after {Patience.TotalMinutes:0} minutes{(container is null ? "" : Words(container))}; is node {now.Node} well?");
            await Task.Delay(waited < Soon ? Look : LookLater, cancel).ConfigureAwait(false);
        }
    }

    private async Task<bool> MayAsync(Pod pod, CancellationToken cancel) => (await client.Access.MayAsync(
        new AccessRequest("patch", "", "pods") { Subresource = "ephemeralcontainers", Namespace = pod.Namespace, Name = pod.Name }, cancel)
        .ConfigureAwait(false)).IsAllowed;

    /// <summary>Admission lists everything that it would want otherwise; what matters is who refuses.</summary>
    internal static string Shortened(string refusal)
    {
        const string PodSecurity = "violates PodSecurity \"";
        int from = refusal.IndexOf(PodSecurity, StringComparison.Ordinal), level = from + PodSecurity.Length;
        int end = from < 0 ? -1 : refusal.AsSpan(level).IndexOfAny(':', '"');
        return end > 0 ? $"the namespace's Pod Security level '{refusal.AsSpan(level, end)}' refuses it"
            : refusal.Length > LongestRefusal ? refusal[..LongestRefusal] + "…" : refusal;
    }

    private static PlaceException NotAllowed(Pod pod, KubernetesException refused) => new(
        $"you may not add ephemeral containers in namespace {pod.Namespace}: the role needs 'patch' on pods/ephemeralcontainers, "
        + "'create' and 'get' on pods/exec, and 'get' on pods (docs/pods.md has it)",
        refused);

    private static string Words(EphemeralContainer container) => (container.Reason, container.Message) switch
    {
        ("", "") => "",
        (var reason, "") => $" ({reason})",
        ("", var message) => $" ({message})",
        var (reason, message) => $" ({reason}: {message})",
    };
}
