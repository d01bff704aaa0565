using System.Globalization;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Tests;

/// <summary>A folder with a machine's files as recorded or documented: <c>proc/</c>, <c>sys/fs/cgroup/</c>, <c>var/</c>, …</summary>
internal sealed class RecordedTree : IDisposable
{
    public RecordedTree()
    {
        Root = Directory.CreateTempSubdirectory("sonde-tree-").FullName;
        Directory.CreateDirectory(Path.Combine(Root, "proc"));
    }

    public string Root { get; }

    public ProcFileSystem Proc => new(Path.Combine(Root, "proc"));

    public CgroupFileSystem Cgroups => new(Proc, Root);

    public RecordedTree File(string path, string content)
    {
        string full = Path.Combine(Root, path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, content);
        return this;
    }

    public RecordedTree Link(string path, string target)
    {
        string full = Path.Combine(Root, path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.CreateSymbolicLink(full, target);
        return this;
    }

    /// <summary>A process with the fields that matter; the rest is as a small process has them.</summary>
    public RecordedTree Process(
        int id, string comm = "app", int parent = 1, string cgroup = "0::/\n", char state = 'S', uint flags = 0x400000,
        ulong start = 1000, string? namespaceIds = null, uint uid = 0, int? threadGroup = null)
    {
        string stat = string.Create(
            CultureInfo.InvariantCulture,
            $"{id} ({comm}) {state} {parent} {id} {id} 0 -1 {flags} 100 0 0 0 7 3 0 0 20 0 1 0 {start} 3133440 416 18446744073709551615 0 0\n");
        return File($"proc/{id}/stat", stat)
            .File($"proc/{id}/task/{id}/stat", stat)
            .File($"proc/{id}/comm", comm + "\n")
            .File($"proc/{id}/cgroup", cgroup)
            .File(
                $"proc/{id}/status",
                $"Name:\t{comm}\nUmask:\t0022\nState:\t{state}\nTgid:\t{threadGroup ?? id}\nPid:\t{id}\nPPid:\t{parent}\nTracerPid:\t0\n" +
                $"Uid:\t{uid}\t{uid}\t{uid}\t{uid}\nGid:\t{uid}\t{uid}\t{uid}\t{uid}\nNSpid:\t{namespaceIds ?? id.ToString(CultureInfo.InvariantCulture)}\n" +
                "VmRSS:\t    1760 kB\nThreads:\t1\nCapPrm:\t000001ffffffffff\nCapEff:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t2\n");
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
