using System.Globalization;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Containers;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Containers;

/// <summary>Real containers: run by runc, as another user, with a child and a thread.</summary>
[Trait("Needs", "runc")]
public sealed class RuncContainerTests : IDisposable
{
    private readonly ProcFileSystem _proc = new();
    private readonly RuncContainer _container = RuncContainer.Start(new RuncOptions
    {
        Arguments = ["/opt/app/waiter", "fork", "thread"],
        Files = new Dictionary<string, string> { ["/opt/app/waiter"] = CProgram.Compile("Native/waiter.c", "-static", "-pthread") },
        Links = new Dictionary<string, string> { ["/link"] = "/opt/app/waiter", ["/out"] = "/etc/hostname", ["/up"] = "../../../etc/hostname" },
        CpuQuotaMicroseconds = 50_000,
        MemoryLimitBytes = 64 << 20,
        PrivateCgroupNamespace = true,
    });

    private ContainerResolver Resolver => new(_proc);

    private ProcessId Init => new(_container.ProcessId);

    public void Dispose() => _container.Dispose();

    private int WaitForNumber(string prefix)
    {
        string? line = null;
        Eventually.True(
            () => (line = _container.Output.FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal))) is not null, prefix);
        return int.Parse(line![prefix.Length..], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void It_is_found_by_id_and_by_the_start_of_the_id()
    {
        foreach (string text in (string[])[_container.Id, _container.Id[..^4]])
        {
            Container found = Resolver.Resolve(text);
            Assert.Equal((_container.Id, ContainerRuntime.Runc, Init), (found.Id, found.Runtime, found.InitProcess));
            Assert.EndsWith("/" + _container.Id, found.CgroupPath, StringComparison.Ordinal);
        }

        Assert.Contains(Resolver.List(), container => container.Id == _container.Id);
        TargetException error = Assert.Throws<TargetException>(() => Resolver.Resolve(_container.Id + "x"));
        Assert.True(error.Message.Contains($"did you mean {_container.Id}", StringComparison.Ordinal), error.Message);
    }

    [Fact]
    public void Its_processes_are_listed_with_a_forked_child_and_one_that_comes_later()
    {
        int innerChild = WaitForNumber("child ");
        ContainerProcesses processes = Resolver.OpenProcesses(Resolver.Resolve(_container.Id));
        Assert.NotNull(processes.Directory);
        IReadOnlyList<ProcessId> before = processes.Refresh();
        ProcessId child = new PidTranslator(_proc).TryToOuter(Init, innerChild)!.Value;
        Assert.Equal([Init, child], before.OrderBy(process => process != Init));
        Assert.Equal(innerChild, new PidTranslator(_proc).TryToInner(child));
        Assert.Equal([child], _proc.ReadChildren(Init));

        // A further process enters and is in the list at once.
        using RunningProgram exec = RunningProgram.Start("runc", "exec", _container.Id, "/opt/app/waiter");
        exec.WaitForLine("ready");
        Assert.Equal(3, processes.Refresh().Count);
    }

    [Fact]
    public void Once_it_has_ended_it_is_gone()
    {
        ContainerResolver resolver = Resolver;
        ContainerProcesses processes = resolver.OpenProcesses(resolver.Resolve(_container.Id));
        Assert.NotEmpty(processes.Refresh());
        _container.Dispose();
        Eventually.True(() => processes.Refresh().Count == 0, "no process is left");
        Assert.Equal(TargetError.NotFound, Assert.Throws<TargetException>(() => resolver.Resolve(_container.Id)).Error);
    }

    [Fact]
    public void Its_numbers_inside_are_its_own()
    {
        int innerThread = WaitForNumber("thread ");
        ProcessStatus status = _proc.TryReadStatus(Init)!;
        Assert.Equal([Init.Value, 1], status.NamespaceProcessIds);
        Assert.Equal(10001u, status.Uid.Effective);
        Assert.True(status.NoNewPrivileges);
        var translator = new ThreadIdTranslator(_proc, Init);
        Assert.False(translator.IsIdentity);
        translator.Refresh();
        Assert.True(translator.TryToOuter(innerThread, out ThreadId thread));
        Eventually.True(() => _proc.TryReadThreadName(Init, thread) == "a worker", "the thread has its name");
        Assert.True(translator.TryToOuter(1, out ThreadId main));
        Assert.Equal(Init.Value, main.Value);
    }

    [Fact]
    public void Its_namespaces_are_not_ours()
    {
        var reader = new NamespaceReader(_proc);
        var self = new ProcessId(Environment.ProcessId);
        foreach (NamespaceKind kind in (NamespaceKind[])[NamespaceKind.Pid, NamespaceKind.Mount, NamespaceKind.Network, NamespaceKind.Cgroup])
            Assert.False(reader.AreSame(Init, self, kind), kind.ToString());
        Assert.True(reader.AreSame(Init, self, NamespaceKind.User));
    }

    [Fact]
    public void Its_files_are_found_and_links_do_not_lead_out()
    {
        WaitForNumber("ready ");
        var files = new TargetFileSystem(_proc, Init);
        Assert.Equal("/opt/app/waiter", _proc.TryReadExecutablePath(Init));
        MemoryMap code = _proc.ReadMaps(Init).First(map => map.IsExecutable && !map.IsAnonymous);
        Assert.Equal("/opt/app/waiter", code.Path);
        string path = files.TryResolve(code)!;
        Assert.Equal($"/proc/{Init}/root/opt/app/waiter", path);
        Assert.Equal(File.ReadAllBytes(_container.RootFileSystem + "/opt/app/waiter"), File.ReadAllBytes(path));
        Assert.Equal(path, files.TryResolve("/link"));
        Assert.NotNull(files.TryOpen("/link"));
        // Both name a file of this machine that the container does not have.
        Assert.True(File.Exists("/etc/hostname"));
        foreach (string link in (string[])["/out", "/up"])
        {
            Assert.Null(files.TryResolve(link));
            Assert.Null(files.TryOpen(link));
        }
    }

    [Fact]
    public void Its_limits_are_those_it_was_given()
    {
        var cgroups = new CgroupFileSystem(_proc);
        Assert.Equal(new CpuQuota(50_000, 100_000), CgroupLimits.ReadCpuQuota(cgroups.TryLocate(Init, "cpu")!));
        MemoryLimit memory = CgroupLimits.ReadMemoryLimit(cgroups.TryLocate(Init, "memory")!)!.Value;
        Assert.Equal(64 << 20, memory.LimitBytes);
        Assert.InRange(memory.UsageBytes, 1, 64 << 20);
    }

    [Fact]
    public void A_container_at_a_kubelets_cgroup_path_is_seen_as_a_pods()
    {
        string id = string.Concat(Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        string uid = Guid.NewGuid().ToString();
        using RuncContainer container = RuncContainer.Start(new RuncOptions
        {
            Id = id,
            Arguments = ["/waiter"],
            Files = new Dictionary<string, string> { ["/waiter"] = CProgram.Compile("Native/waiter.c", "-static", "-pthread") },
            CgroupsPath = $"/kubepods-{uid}/burstable/pod{uid}/{id}",
            Annotations = new Dictionary<string, string>
            {
                ["io.kubernetes.cri.container-name"] = "app-" + uid,
                ["io.kubernetes.cri.sandbox-name"] = "shop",
            },
        });
        container.WaitForLine("ready");
        Container found = Resolver.Resolve($"shop/app-{uid}");
        Assert.Equal((id, uid, id[..12]), (found.Id, found.PodUid, found.ShortId));
        Assert.Equal([container.ProcessId], Resolver.OpenProcesses(found).Refresh().Select(process => process.Value));
    }
}
