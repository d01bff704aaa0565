using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Lists;

namespace Sonde.Places.Pods;

/// <summary>Finds the pods that a target names.</summary>
/// <param name="client">The cluster.</param>
public sealed class PodFinder(KubernetesClient client)
{
    /// <summary>One pod, as it is now.</summary>
    /// <exception cref="KubernetesException">It is not there, or may not be read.</exception>
    public async Task<Pod> ReadAsync(string inNamespace, string name, CancellationToken cancel)
    {
        using JsonDocument json = await client.GetAsync(PodTargetKind.Pod.Resource, inNamespace, name, cancel).ConfigureAwait(false);
        return PodReader.Read(json.RootElement);
    }

    /// <summary>The pods that run, those that are ready first, then by name.</summary>
    /// <param name="target">What is named.</param>
    /// <param name="inNamespace">Its namespace.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>At least one pod.</returns>
    /// <exception cref="KubernetesException">It is not there, or may not be read.</exception>
    /// <exception cref="PlaceException">It leads to no pod that runs.</exception>
    public async Task<IReadOnlyList<Pod>> FindAsync(PodTarget target, string inNamespace, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Kind == PodTargetKind.Pod && target.Selector is null)
            return [await ReadAsync(inNamespace, target.Name, cancel).ConfigureAwait(false)];
        string selector = target.Selector ?? await SelectorAsync(target, inNamespace, cancel).ConfigureAwait(false);
        List<Pod> pods = [];
        var request = new ListRequest(PodTargetKind.Pod.Resource) { Namespace = inNamespace, LabelSelector = selector };
        await foreach (ResourcePage page in client.Lists.ReadAsync(request, cancel).ConfigureAwait(false))
        {
            using (page)
            {
                if (page.StartsAgain)
                    pods.Clear();
                pods.AddRange(page.Items.Select(PodReader.Read));
            }
        }

        Pod[] running = [.. pods.Where(pod => pod.Phase == "Running").OrderBy(pod => !pod.IsReady).ThenBy(pod => pod.Name, StringComparer.Ordinal)];
        return running.Length > 0
            ? running
            : throw new PlaceException(pods.Count == 0
                ? $"{target} in namespace {inNamespace} has no pods"
                : $"none of the {pods.Count} pods of {target} in namespace {inNamespace} runs; 'sonde diagnose -n {inNamespace}' tells why");
    }

    private async Task<string> SelectorAsync(PodTarget target, string inNamespace, CancellationToken cancel)
    {
        using JsonDocument json = await client.GetAsync(target.Kind.Resource, inNamespace, target.Name, cancel).ConfigureAwait(false);
        return Selector(target, inNamespace, json.RootElement.Object("spec")?.Object("selector") ?? default);
    }

    /// <summary>A selector as the API's query takes it: of workloads with expressions, of Services a plain map.</summary>
    private static string Selector(PodTarget target, string inNamespace, JsonElement selector)
    {
        JsonElement labels = selector.Object("matchLabels") ?? (target.Kind.Resource.Kind == "Service" ? selector : default);
        IEnumerable<string> equal = labels.ValueKind == JsonValueKind.Object
            ? labels.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.String).Select(one => $"{one.Name}={one.Value.GetString()}")
            : [];
        string[] parts = [.. equal, .. selector.Items("matchExpressions").Select(Expression)];
        return parts.Length > 0
            ? string.Join(',', parts)
            : throw new PlaceException($"{target} in namespace {inNamespace} selects no pods: name one with pod/NAME");
    }

    private static string Expression(JsonElement one)
    {
        string key = one.Text("key") ?? "", values = string.Join(',', one.Texts("values"));
        return one.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "Exists" => key,
            "DoesNotExist" => $"!{key}",
            var other => throw new PlaceException($"a selector has the unknown operator '{other}': name a pod with pod/NAME"),
        };
    }
}
