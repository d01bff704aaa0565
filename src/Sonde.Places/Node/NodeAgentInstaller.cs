using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Discovery;
using Sonde.Places.Ephemeral;
using Sonde.Places.Made;

namespace Sonde.Places.Node;

/// <summary>Puts the node agent onto a cluster, or removes it.</summary>
/// <param name="client">The cluster.</param>
/// <param name="talk">Takes what is done.</param>
public sealed class NodeAgentInstaller(KubernetesClient client, Action<string> talk)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300), Patience = TimeSpan.FromMinutes(3);

    /// <summary>Makes or changes the objects as the manifests have them, by server-side apply.</summary>
    /// <param name="manifests">The objects.</param>
    /// <param name="isTrial">Only asks whether the server would take them.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KubernetesException">One may not, or not so.</exception>
    public async Task ApplyAsync(NodeAgentManifests manifests, bool isTrial, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(manifests);
        foreach ((ApiResource resource, JsonObject manifest) in manifests.All)
        {
            string name = (string)manifest["metadata"]!["name"]!, what = $"{resource.Kind} {name}";
            try
            {
                await client.Changes.ApplyAsync(
                    resource, resource.IsNamespaced ? NodeAgents.Namespace : null, name, Spec.Bytes(manifest), MadeLabels.Sonde, isTrial, cancel).ConfigureAwait(false);
            }
            catch (KubernetesException e) when (isTrial && e.Error == KubernetesError.NotFound)
            {
                // The namespace is only tried as well: nothing can be in it yet.
                talk($"would apply {what} (its namespace does not exist yet, so that the server cannot judge it)");
                continue;
            }

            talk(isTrial ? $"the server would take {what}" : $"applied {what}");
        }
    }

    /// <summary>Waits until an agent runs on every node.</summary>
    /// <returns>On how many.</returns>
    /// <exception cref="KubernetesException">The cluster does not answer.</exception>
    /// <exception cref="PlaceException">One does not start; the node's words are told.</exception>
    public async Task<long> WaitAsync(CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            (long ready, long wanted) = await StatusAsync(cancel).ConfigureAwait(false);
            if (wanted > 0 && ready >= wanted)
                return ready;
            if (await TroubleAsync(cancel).ConfigureAwait(false) is { } trouble)
                throw new PlaceException(trouble);
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new PlaceException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"after {Patience.TotalMinutes:0} minutes the node agent runs on {ready} of {wanted} nodes; 'sonde diagnose -n {NodeAgents.Namespace}' tells why"));
            }

            await Task.Delay(Look, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Removes the namespace with everything in it, and waits until it is gone.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="KubernetesException">It may not be removed.</exception>
    /// <exception cref="PlaceException">The namespace is not Sonde's.</exception>
    public async Task<bool> RemoveAsync(CancellationToken cancel)
    {
        if (await NamespaceAsync(cancel).ConfigureAwait(false) is not { } manager)
            return false;
        if (manager != MadeLabels.Sonde)
            throw new PlaceException($"namespace {NodeAgents.Namespace} was not made by Sonde: it has no label {MadeLabels.ManagedBy}={MadeLabels.Sonde}; remove it yourself");
        await client.Changes.DeleteAsync(NodeAgentManifests.NamespaceResource, null, NodeAgents.Namespace, null, cancel).ConfigureAwait(false);
        talk($"deleting namespace {NodeAgents.Namespace} with everything in it");
        long start = Stopwatch.GetTimestamp();
        while (await NamespaceAsync(cancel).ConfigureAwait(false) is not null)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new PlaceException($"namespace {NodeAgents.Namespace} is still there after {Patience.TotalMinutes:0} minutes; 'sonde diagnose' tells what holds it");
            await Task.Delay(Look, cancel).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Who manages the namespace, empty when nobody says; null when there is none.</summary>
    private async Task<string?> NamespaceAsync(CancellationToken cancel)
    {
        try
        {
            using JsonDocument found = await client.GetAsync(NodeAgentManifests.NamespaceResource, null, NodeAgents.Namespace, cancel).ConfigureAwait(false);
            return found.RootElement.Object("metadata")?.Object("labels")?.Text(MadeLabels.ManagedBy) ?? "";
        }
        catch (KubernetesException e) when (e.Error == KubernetesError.NotFound)
        {
            return null;
        }
    }

    private async Task<(long Ready, long Wanted)> StatusAsync(CancellationToken cancel)
    {
        using JsonDocument set = await client.GetAsync(NodeAgentManifests.DaemonSetResource, NodeAgents.Namespace, NodeAgents.Name, cancel).ConfigureAwait(false);
        JsonElement status = set.RootElement.Object("status") ?? default;
        // What is ready may still be what was there before.
        bool isCurrent = status.Number("observedGeneration") == set.RootElement.Object("metadata")?.Number("generation");
        long wanted = status.Number("desiredNumberScheduled") ?? 0;
        return (isCurrent && (status.Number("updatedNumberScheduled") ?? 0) == wanted ? status.Number("numberReady") ?? 0 : 0, wanted);
    }

    private async Task<string?> TroubleAsync(CancellationToken cancel)
    {
        foreach (Pods.Pod pod in await new NodeAgents(client).ListAsync(cancel).ConfigureAwait(false))
        {
            if (pod.Containers is [{ Trouble: { } trouble, Image: var image }] && AgentStarter.IsTrouble(trouble))
                return $"the node agent does not start on {pod.Node}: {trouble} (image {image}); name an image that the nodes reach with --image";
        }

        return null;
    }
}
