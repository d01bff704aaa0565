using Sonde.Linux.Cgroups;
using Sonde.Linux.Containers.Metadata;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Containers;

/// <summary>Finds containers in the state folders of runc.</summary>
internal sealed class RuncContainers(ProcFileSystem proc, CgroupFileSystem cgroups, ContainerResolverOptions options)
{
    /// <summary>The containers whose first process runs.</summary>
    public IEnumerable<Container> Find() =>
        Find(options.RuncRoots, ContainerRuntime.Runc).Concat(Find(options.ContainerdRuncRoots, ContainerRuntime.Containerd));

    private IEnumerable<Container> Find(IEnumerable<string> roots, ContainerRuntime runtime)
    {
        IEnumerable<string> folders = roots
            .SelectMany(root => FolderPattern.Expand(options.FileRoot, root))
            .SelectMany(CgroupDirectory.Subdirectories);
        foreach (string folder in folders)
        {
            if (MetadataJson.TryRead($"{folder}/state.json", MetadataJson.Default.RuncState) is not { InitProcessId: > 0 } state)
                continue;
            var process = new ProcessId(state.InitProcessId);
            // The start time tells a reused number from the container's process.
            if (proc.TryReadStat(process) is not { } stat || stat.StartTimeTicks != state.InitProcessStart
                || stat.State is ProcessState.Zombie or ProcessState.Dead)
            {
                continue;
            }

            var labels = ContainerLabels.FromAnnotations(runtime, ReadLabels(state.Config?.Labels));
            CgroupMembership? cgroup = FindOwnCgroup(process, state.CgroupPaths);
            yield return new Container
            {
                Id = state.Id ?? Path.GetFileName(folder),
                Runtime = runtime,
                Name = labels.Name,
                PodName = labels.PodName,
                PodNamespace = labels.PodNamespace,
                PodUid = labels.PodUid ?? (cgroup is null ? null : ContainerCgroup.TryParse(cgroup.Path)?.PodUid),
                IsSandbox = labels.IsSandbox,
                InitProcess = process,
                Cgroup = cgroup,
            };
        }
    }

    private static Dictionary<string, string?> ReadLabels(List<string>? lines)
    {
        var labels = new Dictionary<string, string?>();
        foreach (string line in lines ?? [])
        {
            int separator = line.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0)
                labels[line[..separator]] = line[(separator + 1)..];
        }

        return labels;
    }

    /// <summary>
    /// The line of <c>/proc/PID/cgroup</c> with the cgroup that runc made. Without such a cgroup (rootless) the process shares
    /// one with others, which would then be taken for the container's.
    /// </summary>
    private CgroupMembership? FindOwnCgroup(ProcessId process, Dictionary<string, string>? directories)
    {
        if (directories is null)
            return null;
        foreach (CgroupMembership membership in cgroups.ReadMemberships(process).OrderBy(membership => membership.HierarchyId))
        {
            string key = membership.Version == CgroupVersion.V2 ? "" : membership.Controllers[0];
            if (!directories.TryGetValue(key, out string? directory))
                continue;
            // The process may stand further down, and the directory starts with a mount point: what both share is the cgroup.
            var path = CgroupPath.Parse(membership.Path);
            for (int length = path.Names.Count; length > 0; length--)
            {
                var own = new CgroupPath(path.StepsUp, [.. path.Names.Take(length)]);
                if (directory.EndsWith("/" + string.Join('/', own.Names), StringComparison.Ordinal))
                    return membership with { Path = own.ToString() };
            }
        }

        return null;
    }
}
