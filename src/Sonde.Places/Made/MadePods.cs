using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Lists;
using Sonde.Kubernetes.Sessions;
using Sonde.Places.Ephemeral;
using Sonde.Places.Pods;

namespace Sonde.Places.Made;

/// <summary>Pods that Sonde makes: on a node, or as a copy of another. Making, waiting for, finding and removing them.</summary>
/// <param name="client">The cluster.</param>
public sealed class MadePods(KubernetesClient client)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200), Patience = TimeSpan.FromMinutes(3);

    private static ApiResource Resource => PodTargetKind.Pod.Resource;

    /// <summary>Makes a pod and waits until a container of it runs, or has run.</summary>
    /// <param name="manifest">The pod.</param>
    /// <param name="container">The container to wait for.</param>
    /// <param name="cancel">Ends the wait, and removes the pod again.</param>
    /// <exception cref="KubernetesException">It may not be made, or not so.</exception>
    /// <exception cref="PlaceException">It does not run; the node's words are told.</exception>
    public async Task<SessionTarget> StartAsync(JsonObject manifest, string container, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        string inNamespace = (string)manifest["metadata"]!["namespace"]!, name = (string)manifest["metadata"]!["name"]!;
        await client.Changes.CreateAsync(Resource, inNamespace, Spec.Bytes(manifest), isTrial: false, $"create pod {inNamespace}/{name}", cancel)
            .ConfigureAwait(false);
        try
        {
            await WaitAsync(inNamespace, name, container, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PlaceException or OperationCanceledException or KubernetesException)
        {
            // Nobody would know of it.
            await DeleteAsync(inNamespace, name, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        return new SessionTarget(inNamespace, name, container);
    }

    /// <summary>The same for a pod on a node; its container runs <c>sonde agent</c> or whatever it is told.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="inNamespace">Where to put it.</param>
    /// <param name="version">The version of the Sonde that asks.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>A place to run commands of Sonde in; it goes with <see cref="DeleteAsync"/>.</returns>
    public async Task<IPlace> StartAsync(NodePod pod, string inNamespace, string version, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(pod);
        SessionTarget container = await StartAsync(pod.Manifest(inNamespace), NodePod.Container, cancel).ConfigureAwait(false);
        return new EphemeralPlace(client, container, version);
    }

    /// <summary>All of them in a namespace; null for all namespaces.</summary>
    public async Task<IReadOnlyList<MadePod>> ListAsync(string? inNamespace, CancellationToken cancel)
    {
        List<MadePod> found = [];
        var request = new ListRequest(Resource) { Namespace = inNamespace, LabelSelector = MadeLabels.Selector };
        await foreach (ResourcePage page in client.Lists.ReadAsync(request, cancel).ConfigureAwait(false))
        {
            using (page)
            {
                if (page.StartsAgain)
                    found.Clear();
                found.AddRange(page.Items.Select(MadePod.Read));
            }
        }

        return found;
    }

    /// <summary>Removes one at once; nothing happens when it is gone.</summary>
    /// <exception cref="KubernetesException">It may not be removed.</exception>
    public Task<bool> DeleteAsync(string inNamespace, string name, CancellationToken cancel) =>
        client.Changes.DeleteAsync(Resource, inNamespace, name, TimeSpan.Zero, cancel);

    private async Task WaitAsync(string inNamespace, string name, string container, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            JsonElement status;
            using (JsonDocument pod = await client.GetAsync(Resource, inNamespace, name, cancel).ConfigureAwait(false))
                status = (pod.RootElement.Object("status") ?? default).Clone();
            JsonElement state = status.Items("containerStatuses").FirstOrDefault(one => one.Text("name") == container).Object("state") ?? default;
            if (state.Object("running") is not null || state.Object("terminated") is not null)
                return;
            string reason = state.Object("waiting")?.Text("reason") ?? "", message = Printable.Line(state.Object("waiting")?.Text("message") ?? status.Text("message") ?? "");
            if (AgentStarter.IsTrouble(reason) || status.Text("phase") == "Failed")
                throw new PlaceException($"pod {inNamespace}/{name} does not start: {(reason.Length > 0 ? reason : status.Text("reason") ?? "it failed")}: {message}");
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new PlaceException($"pod {inNamespace}/{name} does not run after {Patience.TotalMinutes:0} minutes{(message.Length > 0 ? $": {message}" : "")}; 'sonde diagnose -n {inNamespace}' tells why");
            await Task.Delay(Look, cancel).ConfigureAwait(false);
        }
    }
}
