using System.Runtime.InteropServices;
using Sonde.Linux.Text;

namespace Sonde.Collectors.Session;

/// <summary>Every process of this machine, or of one of its cgroups that the kernel follows.</summary>
public sealed class MachineProcesses : TargetProcesses
{
    /// <summary>Prepares to look at the machine.</summary>
    /// <param name="name">The machine's name.</param>
    public MachineProcesses(string name) => Title = $"host {PrintableName.Of(name)}";

    /// <summary>Prepares to look at a cgroup.</summary>
    /// <param name="path">Its path, for people.</param>
    /// <param name="cgroup">Descriptor of its directory, which is disposed with this.</param>
    public MachineProcesses(string path, SafeHandle cgroup)
    {
        Title = $"cgroup {PrintableName.Of(path)}";
        Cgroup = cgroup;
        Facts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["cgroup"] = path };
    }

    /// <inheritdoc/>
    public override string Title { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Facts { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool IsMachine => true;

    /// <inheritdoc/>
    public override SafeHandle? Cgroup { get; }

    /// <inheritdoc/>
    public override void Refresh(List<ProcessIdentity> alive) => alive.Clear();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Cgroup?.Dispose();
        base.Dispose(disposing);
    }
}
