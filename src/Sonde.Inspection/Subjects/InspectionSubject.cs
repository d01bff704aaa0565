using Sonde.Linux.Cgroups;
using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Subjects;

/// <summary>What is looked at: a process with its descendants, a container, or this machine.</summary>
public sealed class InspectionSubject
{
    private readonly Func<IReadOnlyList<ProcessId>> _list;
    private readonly string? _cgroupPath;
    private readonly Dictionary<string, (CgroupDirectory? Directory, bool IsHidden)> _located = new(StringComparer.Ordinal);

    private int? _machineCpus;

    private InspectionSubject(ProcFileSystem proc, CgroupFileSystem cgroups, string title, Func<IReadOnlyList<ProcessId>> list, string? cgroupPath)
    {
        Proc = proc;
        Cgroups = cgroups;
        Title = title;
        _list = list;
        _cgroupPath = cgroupPath;
    }

    /// <summary>For people: <c>container web</c>, <c>process 4711 (python3)</c>, <c>host node-1</c>.</summary>
    public string Title { get; }

    /// <summary>The procfs.</summary>
    public ProcFileSystem Proc { get; }

    /// <summary>The cgroup file systems.</summary>
    public CgroupFileSystem Cgroups { get; }

    /// <summary>True for this machine as a whole.</summary>
    public bool IsHost { get; private init; }

    /// <summary>True for a container as a whole, also when it was asked for by the ID of its first process.</summary>
    public bool IsContainer { get; private init; }

    /// <summary>The first process of the container, or the process asked for; PID 1 for the host.</summary>
    public required ProcessId Init { get; init; }

    /// <summary>Path or name of the program whose start is checked; null for the one that runs.</summary>
    public string? EntryPoint { get; set; }

    /// <summary>The processes at the last <see cref="Refresh"/>, by rising ID; all of the machine's for the host.</summary>
    public IReadOnlyList<ProcessId> Processes { get; private set; } = [];

    /// <summary>A process and its descendants.</summary>
    /// <exception cref="Linux.TargetException">There is no such process.</exception>
    public static InspectionSubject OfProcess(ProcFileSystem proc, ProcessId process, CgroupFileSystem? cgroups = null)
    {
        ProcessStat stat = proc.TryReadStat(process) ?? throw new Linux.TargetException(
            Linux.TargetError.NotFound, $"there is no process {process}: ps -e lists those that run");
        return new InspectionSubject(
            proc, cgroups ?? new CgroupFileSystem(proc), $"process {process} ({Figures.Printable(stat.Comm)})",
            () => Family(proc, process), null)
        {
            Init = process,
            IsContainer = IsFirstOfContainer(proc, process),
        };
    }

    /// <summary>A container.</summary>
    /// <param name="proc">The procfs.</param>
    /// <param name="cgroups">The cgroup file systems.</param>
    /// <param name="container">The container.</param>
    /// <param name="processes">Its processes.</param>
    public static InspectionSubject OfContainer(
        ProcFileSystem proc, CgroupFileSystem cgroups, Container container, ContainerProcesses processes) =>
        new(proc, cgroups, $"container {Figures.Printable(container.DisplayName)}", processes.Refresh, container.CgroupPath)
        {
            Init = container.InitProcess,
            IsContainer = true,
        };

    /// <summary>This machine.</summary>
    public static InspectionSubject OfHost(ProcFileSystem proc, CgroupFileSystem? cgroups = null) =>
        new(proc, cgroups ?? new CgroupFileSystem(proc), $"host {Figures.Printable(Environment.MachineName)}", proc.EnumerateProcesses, null)
        {
            Init = new ProcessId(1),
            IsHost = true,
        };

    /// <summary>
    /// CPUs of the machine by <c>/proc/stat</c>: what .NET counts is less when Sonde itself runs under a quota, as it does in a pod.
    /// </summary>
    public int MachineCpus => _machineCpus ??= Math.Max(1, KernelText.ReadLines($"{Proc.Root}/stat")
        .Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3])));

    /// <summary>Lists the processes anew.</summary>
    public void Refresh() => Processes = _list();

    /// <summary>
    /// The cgroup whose figures are the subject's; null when it stands in the machine's topmost one, which tells nothing of it
    /// alone, or the cgroup cannot be seen.
    /// </summary>
    /// <param name="controller">A controller of version 1 or 2; empty for the version 2 tree itself.</param>
    public CgroupDirectory? CgroupOf(string controller) => Located(controller).Directory;

    /// <summary>
    /// Why the subject's cgroup cannot be seen although it stands in one, for a <see cref="SectionLines.AddUnseen"/> about its limits;
    /// null when it can, or when it has none.
    /// </summary>
    /// <param name="controller">A controller of version 1 or 2.</param>
    public string? WhyHidden(string controller) => Located(controller).IsHidden
        ? "its cgroup is mounted neither here nor for the target, or may not be looked at (same user, or CAP_SYS_PTRACE)"
        : null;

    /// <summary>
    /// The same, when what it counts is the subject's alone: of a process that shares its cgroup with others, null.
    /// </summary>
    public CgroupDirectory? OwnCgroupOf(string controller)
    {
        if (CgroupOf(controller) is not { } cgroup)
            return null;
        // The first process of a container owns all of it, also what was brought in by exec.
        if (IsContainer || Proc.TryReadStatus(Init)?.InnermostId == 1)
            return cgroup;
        HashSet<ProcessId> own = [.. Processes];
        return cgroup.ReadProcesses().All(own.Contains) ? cgroup : null;
    }

    private (CgroupDirectory? Directory, bool IsHidden) Located(string controller)
    {
        if (!_located.TryGetValue(controller, out (CgroupDirectory?, bool) located))
            _located[controller] = located = Locate(controller);
        return located;
    }

    private (CgroupDirectory? Directory, bool IsHidden) Locate(string controller)
    {
        if (IsHost)
            return default;
        IReadOnlyList<CgroupMembership> memberships = Cgroups.ReadMemberships(Init);
        // A controller that version 1 has taken is not in version 2.
        CgroupMembership? own = controller.Length > 0 ? memberships.FirstOrDefault(line => line.Controllers.Contains(controller)) : null;
        own ??= memberships.FirstOrDefault(line => line.Version == CgroupVersion.V2);
        if (own is null)
            return default;
        // The first process may stand below the container's cgroup: an init system makes cgroups of its own.
        if (_cgroupPath is { Length: > 1 } path && own.Path.StartsWith(path + "/", StringComparison.Ordinal))
            own = own with { Path = path };
        CgroupDirectory? found = Cgroups.TryLocate(own, Init);
        return (found is { IsRoot: false } ? found : null, IsHidden: found is null);
    }

    /// <summary>The first process of a PID namespace with a root of its own: beside the target, in a pod, a container is asked for like that.</summary>
    private static bool IsFirstOfContainer(ProcFileSystem proc, ProcessId process)
    {
        return proc.TryReadStatus(process)?.InnermostId == 1 && RootDevice("self") is { } here && RootDevice(process.ToString()) is { } there && here != there;

        // ID parent major:minor root mountpoint … (proc_pid_mountinfo(5))
        string? RootDevice(string of) => KernelText.ReadLines($"{proc.Root}/{of}/mountinfo").Select(line => line.Split(' '))
            .LastOrDefault(fields => fields is [_, _, _, _, "/", ..])?[2];
    }

    private static List<ProcessId> Family(ProcFileSystem proc, ProcessId first)
    {
        var family = new List<ProcessId>();
        if (!proc.Exists(first))
            return family;
        var pending = new Stack<ProcessId>([first]);
        var seen = new HashSet<ProcessId>();
        while (pending.TryPop(out ProcessId process))
        {
            if (!seen.Add(process))
                continue;
            family.Add(process);
            foreach (ProcessId child in proc.ReadChildren(process))
                pending.Push(child);
        }

        family.Sort((a, b) => a.Value.CompareTo(b.Value));
        return family;
    }
}
