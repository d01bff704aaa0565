using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Lists;

namespace Sonde.Places.Pods;

/// <summary>The pods of a node by what the node itself knows of them: IDs of containers, and UIDs in the names of cgroups.</summary>
public sealed class NodePods
{
    /// <summary>Engines show the first 12 digits of an ID; fewer may be those of several containers.</summary>
    private const int LeastIdLength = 12;

    /// <summary>A UID is 8-4-4-4-12 hexadecimal digits (RFC 9562).</summary>
    private const int UidLength = 36;

    private static readonly string[] Statuses = ["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"];

    private readonly List<(string Id, string Name)> _containers = [];
    private readonly Dictionary<string, string> _pods = [];

    private NodePods()
    {
    }

    /// <summary>Why no names are known; null when they are.</summary>
    public string? WhyUnknown { get; private init; }

    /// <summary>Asks the cluster. Names are a help only: without the right to list pods there are none.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<NodePods> ReadAsync(KubernetesClient client, string node, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(client);
        var request = new ListRequest(PodTargetKind.Pod.Resource) { FieldSelector = $"spec.nodeName={node}" };
        var found = new NodePods();
        try
        {
            await foreach (ResourcePage page in client.Lists.ReadAsync(request, cancel).ConfigureAwait(false))
            {
                using (page)
                {
                    foreach (JsonElement pod in page.Items)
                        found.Add(pod);
                }
            }

            return found;
        }
        catch (KubernetesException error)
        {
            return new NodePods { WhyUnknown = error.Message };
        }
    }

    /// <summary>From pods as the API gives them.</summary>
    public static NodePods Of(IEnumerable<JsonElement> pods)
    {
        ArgumentNullException.ThrowIfNull(pods);
        var found = new NodePods();
        foreach (JsonElement pod in pods)
            found.Add(pod);
        return found;
    }

    /// <summary><c>NAMESPACE/POD/CONTAINER</c> of a container; null when no pod has it.</summary>
    /// <param name="id">Its ID, or the start of it.</param>
    public string? ContainerOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length < LeastIdLength ? null : _containers.Find(one => one.Id.StartsWith(id, StringComparison.Ordinal)).Name;
    }

    /// <summary><c>NAMESPACE/POD</c> of a pod whose UID is part of a word, such as the name of its cgroup; null when there is none.</summary>
    public string? PodOf(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        // In systemd's names a dash would be a level of the hierarchy.
        string name = word.Replace('_', '-');
        for (int i = 0; i + UidLength <= name.Length; i++)
        {
            if (_pods.TryGetValue(name.Substring(i, UidLength), out string? pod))
                return pod;
        }

        return null;
    }

    private void Add(JsonElement pod)
    {
        JsonElement metadata = pod.Object("metadata") ?? default, status = pod.Object("status") ?? default;
        string name = $"{metadata.Text("namespace")}/{metadata.Text("name")}";
        if (metadata.Text("uid") is { Length: UidLength } uid)
            _pods[uid] = name;
        foreach (JsonElement container in Statuses.SelectMany(list => status.Items(list)))
        {
            string id = container.Text("containerID") ?? "";
            // containerd://ID
            if (id[(id.LastIndexOf('/') + 1)..] is { Length: > 0 } bare)
                _containers.Add((bare, $"{name}/{container.Text("name")}"));
        }
    }
}
