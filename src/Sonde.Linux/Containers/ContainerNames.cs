using Sonde.Linux.Cgroups;
using Sonde.Linux.Containers.Metadata;

namespace Sonde.Linux.Containers;

/// <summary>Finds the names of containers in the engines' files.</summary>
/// <param name="options">Where those files lie.</param>
internal sealed class ContainerNames(ContainerResolverOptions options)
{
    private Dictionary<string, string>? _storedNames;

    /// <summary>What the engines say about a container; null when none knows it.</summary>
    /// <param name="id">Its full ID.</param>
    /// <param name="runtime">Whose files to read; all of them when unknown.</param>
    public ContainerLabels? TryFind(string id, ContainerRuntime runtime) => runtime switch
    {
        ContainerRuntime.Containerd => TryContainerd(id),
        ContainerRuntime.Docker => TryDocker(id),
        ContainerRuntime.CriO or ContainerRuntime.Podman => TryStorage(id, runtime),
        ContainerRuntime.Unknown => TryContainerd(id) ?? TryDocker(id) ?? TryStorage(id, runtime),
        _ => null,
    };

    private IEnumerable<string> Folders(IEnumerable<string> patterns) =>
        patterns.SelectMany(pattern => FolderPattern.Expand(options.FileRoot, pattern));

    private ContainerLabels? TryContainerd(string id)
    {
        foreach (string folder in Folders(options.ContainerdBundles))
        {
            if (MetadataJson.TryRead($"{folder}/{id}/config.json", MetadataJson.Default.OciBundle) is { } bundle)
                return ContainerLabels.FromAnnotations(ContainerRuntime.Containerd, bundle.Annotations);
        }

        return null;
    }

    private ContainerLabels? TryDocker(string id)
    {
        foreach (string folder in Folders(options.DockerContainers))
        {
            if (MetadataJson.TryRead($"{folder}/{id}/config.v2.json", MetadataJson.Default.DockerContainer) is not { } container)
                continue;
            var labels = ContainerLabels.FromAnnotations(ContainerRuntime.Docker, container.Config?.Labels);
            return labels with { Name = labels.Name ?? container.Name?.TrimStart('/') };
        }

        return null;
    }

    private ContainerLabels? TryStorage(string id, ContainerRuntime runtime)
    {
        ContainerLabels? labels = null;
        foreach (string folder in Folders(options.Storages).SelectMany(DriverFolders))
        {
            if (MetadataJson.TryRead($"{folder}/{id}/userdata/config.json", MetadataJson.Default.OciBundle) is { } bundle)
            {
                // Only CRI-O says of each container whether it is a pod's sandbox.
                ContainerRuntime owner = runtime != ContainerRuntime.Unknown ? runtime
                    : bundle.Annotations?.ContainsKey("io.kubernetes.cri-o.ContainerType") == true ? ContainerRuntime.CriO
                    : ContainerRuntime.Podman;
                labels = ContainerLabels.FromAnnotations(owner, bundle.Annotations);
                break;
            }
        }

        _storedNames ??= ReadStoredNames();
        if (labels?.Name is not null || !_storedNames.TryGetValue(id, out string? name))
            return labels;
        ContainerRuntime user = runtime == ContainerRuntime.Unknown ? ContainerRuntime.Podman : runtime;
        return (labels ?? new ContainerLabels(user, null)) with { Name = name };
    }

    private Dictionary<string, string> ReadStoredNames()
    {
        var names = new Dictionary<string, string>();
        foreach (string folder in Folders(options.Storages).SelectMany(DriverFolders))
        {
            // Those started with --rm stand in the second file.
            foreach (string file in (ReadOnlySpan<string>)["containers.json", "volatile-containers.json"])
            {
                List<StoredContainer> containers =
                    MetadataJson.TryRead($"{folder}/{file}", MetadataJson.Default.ListStoredContainer) ?? [];
                foreach (StoredContainer container in containers)
                {
                    if (container.Id is { } id && container.Names is [{ } name, ..])
                        names[id] = name;
                }
            }
        }

        return names;
    }

    private static IEnumerable<string> DriverFolders(string storage) =>
        CgroupDirectory.Subdirectories(storage).Where(folder => folder.EndsWith("-containers", StringComparison.Ordinal));
}
