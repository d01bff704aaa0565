using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;
using Sonde.Linux.Text;

namespace Sonde.Linux.Containers;

/// <summary>
/// Finds the containers that run on this host: by the cgroups of all processes, then by runc's state folders; names come from
/// the engines' files. No socket is asked.
/// </summary>
public sealed class ContainerResolver
{
    /// <summary>What Kubernetes runs to hold a pod's namespaces (build/pause of kubernetes): where nothing else tells, its name does.</summary>
    private const string Pause = "pause";

    private const int MinPrefixLength = 2, MaxListed = 6, MaxNear = 3;

    private readonly ProcFileSystem _proc;
    private readonly CgroupFileSystem _cgroups;
    private readonly ContainerResolverOptions _options;

    /// <summary>Prepares to look for containers.</summary>
    /// <param name="proc">The procfs to read.</param>
    /// <param name="cgroups">The cgroup file systems; those of <paramref name="proc"/> when null.</param>
    /// <param name="options">Where engines keep their files; the usual places when null.</param>
    public ContainerResolver(ProcFileSystem proc, CgroupFileSystem? cgroups = null, ContainerResolverOptions? options = null)
    {
        _proc = proc;
        _options = options ?? new ContainerResolverOptions();
        _cgroups = cgroups ?? new CgroupFileSystem(proc);
    }

    /// <summary>The running containers by name.</summary>
    /// <param name="includeSandboxes">Also those that only hold a pod's namespaces.</param>
    public IReadOnlyList<Container> List(bool includeSandboxes = false) =>
    [
        .. Discover().Where(container => includeSandboxes || !container.IsSandbox)
            .OrderBy(container => container.DisplayName, StringComparer.Ordinal)
            .ThenBy(container => container.Id, StringComparer.Ordinal),
    ];

    /// <summary>Finds the one running container that a user means.</summary>
    /// <param name="text">
    /// The ID, also as the API writes it (<c>containerd://ID</c>); a name, <c>POD/CONTAINER</c> or
    /// <c>NAMESPACE/POD/CONTAINER</c>; or at least two characters of the ID's start. The first of these that fits counts.
    /// </param>
    /// <exception cref="TargetException">None fits, or several do.</exception>
    public Container Resolve(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        string wanted = scheme < 0 ? text : text[(scheme + 3)..];
        IReadOnlyList<Container> all = List(includeSandboxes: true);
        if (wanted.Length > 0)
        {
            foreach (Func<Container, bool> fits in (ReadOnlySpan<Func<Container, bool>>)
                [
                    container => container.Id == wanted,
                    container => HasName(container, wanted),
                    container => wanted.Length >= MinPrefixLength && container.Id.StartsWith(wanted, StringComparison.Ordinal),
                ])
            {
                List<Container> matches = [.. all.Where(fits)];
                if (matches.Count == 1)
                    return matches[0];
                if (matches.Count > 1)
                    throw Ambiguous(text, matches);
            }
        }

        throw NotFound(text, wanted, all);
    }

    /// <summary>Opens the list of a container's processes, to be read again and again.</summary>
    public ContainerProcesses OpenProcesses(Container container) => new(_proc, _cgroups, container);

    private static bool HasName(Container container, string wanted) =>
        !container.IsSandbox && container.Name is { } name
        && (name == wanted
            || (container.PodName is { } pod
                && (wanted == $"{pod}/{name}" || wanted == $"{container.PodNamespace}/{pod}/{name}")));

    private static TargetException Ambiguous(string text, List<Container> matches)
    {
        string listed = string.Join(", ", matches.Take(MaxListed).Select(Describe));
        string more = matches.Count > MaxListed ? $" and {matches.Count - MaxListed} more" : "";
        return new TargetException(
            TargetError.Ambiguous,
            $"'{text}' fits {matches.Count} containers: {listed}{more}; give more of the ID, or POD/CONTAINER");
    }

    private static string Describe(Container container)
    {
        string name = container.DisplayName == container.ShortId ? "" : $"{container.DisplayName}, ";
        return $"{container.ShortId} ({name}{container.Runtime.ToWords()})";
    }

    private static TargetException NotFound(string text, string wanted, IReadOnlyList<Container> all)
    {
        List<Container> named = [.. all.Where(container => !container.IsSandbox)];
        if (named.Count == 0)
        {
            return new TargetException(
                TargetError.NotFound,
                $"there is no container '{text}': no running container was seen in the cgroups of the processes here; run on the " +
                "node itself as root, or in a pod with hostPID");
        }

        IReadOnlyList<string> near = NearestNames.Find(
            wanted, named.SelectMany(container => (string[])[container.Name ?? container.ShortId, container.DisplayName]), MaxNear);
        string advice = near.Count > 0
            ? $"did you mean {string.Join(" or ", near)}?"
            : $"among them {string.Join(", ", named.Select(container => container.DisplayName).Distinct().Take(MaxNear))}";
        // Engines keep names in folders of root: who sees none may have named the right one.
        if (!Environment.IsPrivilegedProcess && named.All(container => container.Name is null))
            advice += "; names are seen by root only: run as root, or give the beginning of an ID";
        string count = named.Count == 1 ? "1 container runs" : $"{named.Count} containers run";
        return new TargetException(TargetError.NotFound, $"there is no container '{text}': {count} here, {advice}");
    }

    private List<Container> Discover()
    {
        Dictionary<string, Container> found = FindByCgroup();
        foreach (Container container in new RuncContainers(_proc, _cgroups, _options).Find())
        {
            // Where both know it, the cgroup's naming scheme tells the engine, and runc's state the names.
            found[container.Id] = found.TryGetValue(container.Id, out Container? known)
                ? known with
                {
                    Runtime = known.Runtime == ContainerRuntime.Unknown ? container.Runtime : known.Runtime,
                    Name = container.Name,
                    PodName = container.PodName,
                    PodNamespace = container.PodNamespace,
                    PodUid = known.PodUid ?? container.PodUid,
                    IsSandbox = container.IsSandbox,
                    InitProcess = container.InitProcess,
                }
                : container;
        }

        var names = new ContainerNames(_options);
        return [.. found.Values.Select(container => AddNames(container, names))];
    }

    private Container AddNames(Container container, ContainerNames names)
    {
        if (container.Name is not null || container.IsSandbox)
            return container;
        if (names.TryFind(container.Id, container.Runtime) is not { } labels)
            return container with { IsSandbox = container.PodUid is not null && _proc.TryReadStat(container.InitProcess)?.Comm == Pause };
        return container with
        {
            Runtime = labels.Runtime,
            Name = labels.Name,
            PodName = labels.PodName,
            PodNamespace = labels.PodNamespace,
            PodUid = container.PodUid ?? labels.PodUid,
            IsSandbox = labels.IsSandbox,
        };
    }

    private Dictionary<string, Container> FindByCgroup()
    {
        var found = new Dictionary<string, (ContainerCgroup Parsed, CgroupMembership Cgroup, List<ProcessId> Processes)>();
        foreach (ProcessId process in _proc.EnumerateProcesses())
        {
            // Version 2 has number 0 and comes first: its directory lists the processes of all.
            foreach (CgroupMembership membership in _cgroups.ReadMemberships(process).OrderBy(membership => membership.HierarchyId))
            {
                if (ContainerCgroup.TryParse(membership.Path) is not { } parsed)
                    continue;
                if (found.TryGetValue(parsed.Id, out var known))
                    known.Processes.Add(process);
                else
                    found.Add(parsed.Id, (parsed, membership with { Path = parsed.Path }, [process]));
                break;
            }
        }

        return found.ToDictionary(pair => pair.Key, pair => new Container
        {
            Id = pair.Key,
            Runtime = pair.Value.Parsed.Runtime,
            PodUid = pair.Value.Parsed.PodUid,
            InitProcess = FindInit(pair.Value.Processes),
            Cgroup = pair.Value.Cgroup,
        });
    }

    /// <summary>The oldest process; numbers alone do not tell, because they are used again.</summary>
    private ProcessId FindInit(List<ProcessId> processes) =>
        processes.Count == 1
            ? processes[0]
            : processes.MinBy(process => (_proc.TryReadStat(process)?.StartTimeTicks ?? ulong.MaxValue, process.Value));
}
