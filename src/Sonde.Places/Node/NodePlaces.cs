using Sonde.Kubernetes;
using Sonde.Kubernetes.Sessions;
using Sonde.Places.Ephemeral;
using Sonde.Places.Made;

namespace Sonde.Places.Node;

/// <summary>Runs commands where all processes of a node are seen: in its node agent, else in a pod that is made for it and removed.</summary>
/// <param name="client">The cluster.</param>
/// <param name="image">The image that holds Sonde.</param>
/// <param name="version">The version of the Sonde that asks.</param>
/// <param name="talk">Takes what is done and why.</param>
internal sealed class NodePlaces(KubernetesClient client, AgentImage image, string version, Action<string> talk)
{
    /// <summary>The cluster ends a pod that its maker could not remove after this time; its command ends with the maker.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(1), Removal = TimeSpan.FromSeconds(10);

    /// <summary>The options of <c>sonde agent</c> for its commands.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Where the commands of a node agent run.</summary>
    public IPlace At(NodeAgent agent) =>
        new EphemeralPlace(client, new SessionTarget(NodeAgents.Namespace, agent.Pod, NodeAgents.Container), version) { Options = Options };

    /// <summary>Runs a command in a node agent; null when one may not exec into it, which was told.</summary>
    public async Task<int?> TryRunAsync(
        NodeAgent agent, string purpose, IReadOnlyList<string> command, Stream output, Action<string> said, CancellationToken interrupt)
    {
        talk($"using the node agent {agent.Pod} on {agent.Node}: {purpose}");
        try
        {
            var denied = new DeniedWords(said);
            return denied.Give(await At(agent).RunAsync(command, output, denied.Hear, interrupt).ConfigureAwait(false));
        }
        catch (KubernetesException e) when (e.Error is KubernetesError.Forbidden)
        {
            talk($"you may not exec into namespace {NodeAgents.Namespace}");
            return null;
        }
        catch (KubernetesException e) when (e.Error is KubernetesError.NotFound)
        {
            talk($"{agent.Pod} has just gone");
            return null;
        }
    }

    /// <summary>Makes a privileged pod on a node, runs a command in it, and removes it, whatever happens.</summary>
    /// <exception cref="KubernetesException">The pod may not be made.</exception>
    /// <exception cref="PlaceException">It does not run.</exception>
    public async Task<int> RunInPodAsync(string node, IReadOnlyList<string> command, Stream output, Action<string> said, CancellationToken interrupt)
    {
        string name = NodePod.NewName(), inNamespace = client.Connection.Namespace;
        var pods = new MadePods(client);
        var pod = new NodePod(name, node, image)
        {
            Command = [.. AgentContainer.Program, "--idle", AgentContainer.Idle],
            IsPrivileged = true,
            User = 0,
            SharesProcesses = true,
            Deadline = Deadline,
            PullSecret = image.PullSecret,
        };
        talk($"making the privileged pod {inNamespace}/{name} on {node}, which is removed afterwards");
        bool isMade = true;
        try
        {
            await pods.StartAsync(pod.Manifest(inNamespace), NodePod.Container, interrupt).ConfigureAwait(false);
            var place = new EphemeralPlace(client, new SessionTarget(inNamespace, name, NodePod.Container), version) { Options = Options };
            var denied = new DeniedWords(said);
            return denied.Give(await place.RunAsync(command, output, denied.Hear, interrupt).ConfigureAwait(false));
        }
        catch (KubernetesException e) when (e.Error is KubernetesError.Forbidden or KubernetesError.Invalid)
        {
            isMade = false;
            throw;
        }
        finally
        {
            if (isMade)
                await RemoveAsync(pods, inNamespace, name).ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync(MadePods pods, string inNamespace, string name)
    {
        using var patience = new CancellationTokenSource(Removal);
        try
        {
            await pods.DeleteAsync(inNamespace, name, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KubernetesException or OperationCanceledException)
        {
            talk($"could not remove pod {inNamespace}/{name}, which ends by itself: kubectl delete pod {name} -n {inNamespace}");
        }
    }
}
