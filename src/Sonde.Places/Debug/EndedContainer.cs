using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Sessions;
using Sonde.Places.Pods;

namespace Sonde.Places.Debug;

/// <summary>How the program of a container ended that one had joined: the session itself does not tell.</summary>
/// <param name="client">The cluster.</param>
/// <param name="container">The container.</param>
public sealed class EndedContainer(KubernetesClient client, SessionTarget container)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200), Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until the cluster knows.</summary>
    /// <exception cref="PlaceException">It still runs.</exception>
    public async Task<int> ExitCodeAsync(CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!patience.IsCancellationRequested)
        {
            using JsonDocument pod = await client.GetAsync(PodTargetKind.Pod.Resource, container.Namespace, container.Pod, cancel).ConfigureAwait(false);
            JsonElement status = pod.RootElement.Object("status") ?? default;
            JsonElement own = status.Items("ephemeralContainerStatuses").Concat(status.Items("containerStatuses"))
                .FirstOrDefault(one => one.Text("name") == container.Container);
            if (own.Object("state")?.Object("terminated")?.Number("exitCode") is { } code)
                return (int)code;
            await Task.Delay(Look, cancel).ConfigureAwait(false);
        }

        throw new PlaceException($"the program of {container} goes on without us");
    }
}
