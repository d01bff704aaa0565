namespace Sonde.Linux.Containers;

/// <summary>What an engine's files call a container.</summary>
/// <param name="Runtime">Whose files they are.</param>
/// <param name="Name">Container name.</param>
/// <param name="PodName">Pod name.</param>
/// <param name="PodNamespace">The pod's Kubernetes namespace.</param>
/// <param name="PodUid">UID of the pod.</param>
/// <param name="IsSandbox">True for the container that holds a pod's namespaces.</param>
internal sealed record ContainerLabels(
    ContainerRuntime Runtime, string? Name, string? PodName = null, string? PodNamespace = null, string? PodUid = null,
    bool IsSandbox = false)
{
    /// <summary>Reads the annotations or labels that Kubernetes' container runtimes and nerdctl set.</summary>
    public static ContainerLabels FromAnnotations(ContainerRuntime runtime, IReadOnlyDictionary<string, string?>? annotations)
    {
        if (annotations is null)
            return new ContainerLabels(runtime, null);
        string? First(params ReadOnlySpan<string> keys)
        {
            foreach (string key in keys)
            {
                if (annotations.TryGetValue(key, out string? value) && !string.IsNullOrEmpty(value))
                    return value;
            }

            return null;
        }

        // containerd's keys (pkg/cri/annotations), then those of kubelet as CRI-O and dockershim keep them, then nerdctl's.
        string? type = First("io.kubernetes.cri.container-type", "io.kubernetes.cri-o.ContainerType", "io.kubernetes.docker.type");
        return new ContainerLabels(
            runtime,
            First("io.kubernetes.cri.container-name", "io.kubernetes.container.name", "nerdctl/name"),
            First("io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name"),
            First("io.kubernetes.cri.sandbox-namespace", "io.kubernetes.pod.namespace"),
            First("io.kubernetes.cri.sandbox-uid", "io.kubernetes.pod.uid"),
            type is "sandbox" or "podsandbox");
    }
}
