using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;

namespace Sonde.Diagnosis.Rules;

/// <summary>Why a node is not ready, in words.</summary>
/// <param name="Title">What is wrong.</param>
/// <param name="IsNetwork">The network plug-in is the reason.</param>
/// <param name="Advice">Where to look.</param>
internal sealed record NodeReadiness(string Title, bool IsNetwork, string Advice)
{
    /// <summary>Reads the Ready condition; null when the node is ready, or nothing is known.</summary>
    public static NodeReadiness? Of(Node node, Lease? lease, RuleContext context)
    {
        Condition? ready = node.ConditionOf("Ready");
        if (ready is null or { IsTrue: true })
            return OfNetwork(node);
        if (ready.Status == "Unknown")
        {
            DateTimeOffset? last = lease?.Renewed ?? ready.Heartbeat ?? ready.Since;
            string silent = last is { } heard ? $" for {Durations.Words(context.Now - heard)}" : "";
            return new NodeReadiness(
                $"its kubelet has been silent{silent}: the machine is off, the kubelet is stopped, or its way to the API server is cut",
                false,
                $"on {node.Ref.Name}: is the machine up (console, ping)? systemctl status kubelet; journalctl -u kubelet");
        }

        string message = ready.Message;
        bool Says(params string[] texts) => Array.Exists(texts, text => message.Contains(text, StringComparison.OrdinalIgnoreCase));
        if (Says("node is shutting down"))
            return new NodeReadiness("the machine is shutting down", false, $"wait for {node.Ref.Name} to come back, or remove it");
        if (Says("NetworkReady=false", "NetworkPluginNotReady", "cni plugin", "cni config"))
            return new NodeReadiness($"the network plug-in (CNI) is not ready: {Short(message)}", true, "look at the network plug-in's pod on this node, and at /etc/cni/net.d");
        if (Says("PLEG is not healthy"))
            return new NodeReadiness($"the container runtime ({node.Runtime}) is too slow or hangs: {Short(message)}", false, $"on {node.Ref.Name}: systemctl status containerd (or crio, docker); look for hanging disks and too many pods");
        if (Says("container runtime is down", "container runtime not", "RuntimeReady=false", "runtime is not", "container runtime status check", ".sock"))
            return new NodeReadiness($"the container runtime ({node.Runtime}) does not work: {Short(message)}", false, $"on {node.Ref.Name}: systemctl status containerd (or crio, docker), and restart it");
        return new NodeReadiness($"its kubelet says it is not ready: {Short(message)}", false, $"on {node.Ref.Name}: journalctl -u kubelet");
    }

    /// <summary>A node can be ready and still have no routes: the cloud's route controller says so in a condition of its own.</summary>
    private static NodeReadiness? OfNetwork(Node node) => node.ConditionOf("NetworkUnavailable") is { IsTrue: true } network
        ? new NodeReadiness($"its network is unavailable: {Short(network.Message)}", true, "look at the network plug-in's pod on this node, or at the cloud's route controller")
        : null;

    private static string Short(string message) => message.Length > 240 ? message[..240] + "…" : message;
}
