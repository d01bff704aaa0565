using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>What is on a node and what is left of it.</summary>
internal sealed class NodeRoom
{
    private readonly Dictionary<string, decimal> _used = [];

    public NodeRoom(Node node, IReadOnlyList<Pod> pods)
    {
        Node = node;
        Pods = pods;
        foreach (Pod pod in pods)
        {
            foreach ((string resource, decimal amount) in PodRequests.Of(pod.Spec))
                _used[resource] = _used.GetValueOrDefault(resource) + amount;
        }
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>Its name.</summary>
    public string Name => Node.Ref.Name;

    /// <summary>Pods on it that are not done. Those that are being ended still take their room.</summary>
    public IReadOnlyList<Pod> Pods { get; }

    /// <summary>What pods may take of a resource; null when the node does not tell.</summary>
    public decimal? Allocatable(string resource) =>
        Node.Allocatable.TryGetValue(resource, out Quantity amount) ? amount.Value : Node.Allocatable.Count == 0 ? null : 0;

    /// <summary>What pods take.</summary>
    public decimal Used(string resource) => resource == "pods" ? Pods.Count : _used.GetValueOrDefault(resource);

    /// <summary>What is left; null when the node does not tell.</summary>
    public decimal? Free(string resource) => Allocatable(resource) - Used(resource);

    /// <summary>The value of a label; null when the node does not have it.</summary>
    public string? Label(string name) => Node.Meta.Labels.GetValueOrDefault(name);
}
