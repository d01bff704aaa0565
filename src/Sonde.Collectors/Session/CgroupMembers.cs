using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;
using Sonde.Linux.Text;

namespace Sonde.Collectors.Session;

/// <summary>The processes of a cgroup and of those below it, looked up again and again, where the kernel cannot follow the cgroup itself.</summary>
public sealed class CgroupMembers : TargetProcesses
{
    private readonly ProcFileSystem _proc;
    private readonly CgroupDirectory _directory;

    /// <summary>Starts to follow a cgroup.</summary>
    /// <param name="proc">Where processes are read.</param>
    /// <param name="directory">The cgroup.</param>
    /// <param name="path">Its path, for people.</param>
    /// <param name="reason">Why the kernel does not follow it.</param>
    public CgroupMembers(ProcFileSystem proc, CgroupDirectory directory, string path, string reason)
    {
        _proc = proc;
        _directory = directory;
        Title = $"cgroup {PrintableName.Of(path)}";
        Facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["cgroup"] = path,
            ["cgroup_members"] = $"looked up again and again, because {reason}",
        };
    }

    /// <inheritdoc/>
    public override string Title { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Facts { get; }

    /// <inheritdoc/>
    public override void Refresh(List<ProcessIdentity> alive)
    {
        alive.Clear();
        foreach (ProcessId process in _directory.ReadProcesses())
        {
            if (LiveProcess.TryIdentify(_proc, process) is { } identity)
                alive.Add(identity);
        }
    }
}
