using Sonde.Kubernetes;
using Sonde.Kubernetes.Lists;
using Sonde.Places.Pods;

namespace Sonde.Places.Node;

/// <summary>Finds the node agents of a cluster.</summary>
/// <param name="client">The cluster.</param>
public sealed class NodeAgents(KubernetesClient client)
{
    /// <summary>The namespace that holds them and nothing else: who may exec into it is root on every node.</summary>
    public const string Namespace = "sonde-system";

    /// <summary>Name of their DaemonSet, and the value of <see cref="NameLabel"/>.</summary>
    public const string Name = "sonde-agent";

    /// <summary>The label that selects them (Kubernetes' recommended labels).</summary>
    public const string NameLabel = "app.kubernetes.io/name";

    /// <summary>Name of their only container.</summary>
    public const string Container = "agent";

    /// <summary>The one of a node.</summary>
    /// <returns>Null when there is none that runs, or when one may not look: whoever may not use it need not know of it.</returns>
    /// <exception cref="KubernetesException">The cluster does not answer.</exception>
    public async Task<NodeAgent?> FindAsync(string node, CancellationToken cancel)
    {
        if (node.Length == 0)
            return null;
        try
        {
            IReadOnlyList<Pod> pods = await ListAsync(cancel, $"spec.nodeName={node}").ConfigureAwait(false);
            return pods.Where(pod => pod.Node == node && pod.Containers is [{ IsRunning: true }])
                .Select(pod => new NodeAgent(pod.Name, node, pod.Containers[0].Image)).FirstOrDefault();
        }
        catch (KubernetesException e) when (e.Error == KubernetesError.Forbidden)
        {
            return null;
        }
    }

    /// <summary>All of them, also those that do not run.</summary>
    internal async Task<IReadOnlyList<Pod>> ListAsync(CancellationToken cancel, string? fields = null)
    {
        List<Pod> found = [];
        var request = new ListRequest(PodTargetKind.Pod.Resource)
        {
            Namespace = Namespace,
            LabelSelector = $"{NameLabel}={Name}",
            FieldSelector = fields,
        };
        await foreach (ResourcePage page in client.Lists.ReadAsync(request, cancel).ConfigureAwait(false))
        {
            using (page)
            {
                if (page.StartsAgain)
                    found.Clear();
                found.AddRange(page.Items.Select(PodReader.Read));
            }
        }

        return found;
    }
}
