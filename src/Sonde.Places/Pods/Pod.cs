using System.Globalization;

namespace Sonde.Places.Pods;

/// <summary>What of a pod matters for getting into it.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Node">The node it runs on; empty before it was scheduled.</param>
/// <param name="Phase">Pending, Running, Succeeded, Failed or Unknown.</param>
/// <param name="IsReady">It is ready.</param>
/// <param name="IsMirror">It is a static pod's mirror: the kubelet takes no ephemeral containers there.</param>
/// <param name="SharesProcesses">Its containers share one PID namespace, or the node's.</param>
/// <param name="Containers">Its ordinary containers.</param>
/// <param name="Ephemeral">Its ephemeral containers.</param>
/// <param name="DefaultContainer">The container that its annotation names as the default; empty for none.</param>
public sealed record Pod(
    string Namespace, string Name, string Node, string Phase, bool IsReady, bool IsMirror, bool SharesProcesses,
    IReadOnlyList<PodContainer> Containers, IReadOnlyList<EphemeralContainer> Ephemeral, string DefaultContainer)
{
    /// <summary>What the API server sets when a spec says nothing (terminationGracePeriodSeconds of core/v1).</summary>
    internal const long StandardGraceSeconds = 30;

    /// <summary>How long a container may take to end before it is killed, in seconds.</summary>
    public long GraceSeconds { get; init; } = StandardGraceSeconds;

    /// <summary>Bytes that all its containers may use together; null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>For messages: <c>shop/cart-1</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";

    private string NotRunning(PodContainer container)
    {
        string diagnose = $"'sonde diagnose pod/{Name} -n {Namespace}' tells why";
        if (container.Restarts == 0)
            return $"container {container.Name} of pod {this} does not run ({(container.Trouble.Length > 0 ? container.Trouble : $"the pod is {Phase}")}): {diagnose}";
        // Between two starts there is nothing to see; a copy that is held at its entry point stays.
        string times = container.Restarts == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{container.Restarts} times");
        return $"container {container.Name} of pod {this} does not run now: it was started again {times} ({container.Trouble}); {diagnose}, "
            + $"and 'sonde debug pod/{Name} -n {Namespace}' makes a copy of the pod that is held before its program starts";
    }

    /// <summary>The container that is meant.</summary>
    /// <param name="name">Its name; null for the pod's default: the annotated one, else the first.</param>
    /// <exception cref="PlaceException">There is none of that name, or it does not run.</exception>
    public PodContainer Container(string? name)
    {
        PodContainer container = Named(name);
        return container.IsRunning ? container : throw new PlaceException(NotRunning(container));
    }

    /// <summary>The container that is meant, whether it runs or not.</summary>
    /// <param name="name">Its name; null for the pod's default.</param>
    /// <exception cref="PlaceException">There is none of that name.</exception>
    public PodContainer Named(string? name)
    {
        string wanted = name ?? (Containers.Any(one => one.Name == DefaultContainer) ? DefaultContainer : Containers[0].Name);
        return Containers.FirstOrDefault(one => one.Name == wanted)
            ?? throw new PlaceException($"pod {this} has no container {wanted}: it has {string.Join(", ", Containers.Select(one => one.Name))}");
    }
}
