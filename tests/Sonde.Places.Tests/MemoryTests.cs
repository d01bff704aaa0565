using System.Globalization;
using System.Text.Json;
using Sonde.Kubernetes.Tests.Server;
using Sonde.Places.Memory;
using Sonde.Places.Pods;

namespace Sonde.Places.Tests;

/// <summary>How much memory a pod has left for an agent.</summary>
public sealed class MemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("64Mi", 64L << 20)]
    [InlineData("1G", 1_000_000_000L)]
    [InlineData("1.5Gi", 3L << 29)]
    [InlineData("1e9", 1_000_000_000L)]
    [InlineData("134217728", 128L << 20)]
    [InlineData("128974848000m", 128_974_848L)]
    [InlineData("12x", null)]
    [InlineData("-1", null)]
    public void Amounts_are_read_as_Kubernetes_writes_them(string text, long? bytes) => Assert.Equal(bytes, Quantity.Bytes(text));

    [Theory]
    [InlineData("""{"containers":[{"resources":{"limits":{"memory":"64Mi"}}},{"resources":{"limits":{"memory":"32Mi"}}}]}""", 96L << 20)]
    [InlineData("""{"containers":[{"resources":{"limits":{"memory":"64Mi"}}},{}]}""", null)]
    [InlineData("""{"containers":[{},{}],"resources":{"limits":{"memory":"1Gi"}}}""", 1L << 30)]
    [InlineData("""{"containers":[{"resources":{"limits":{"memory":"64Mi"}}}],"initContainers":[{"resources":{"limits":{"memory":"512Mi"}}}]}""", 512L << 20)]
    [InlineData("""{"containers":[{"resources":{"limits":{"memory":"64Mi"}}}],"initContainers":[{}]}""", null)]
    [InlineData("""{"containers":[{"resources":{"limits":{"memory":"64Mi"}}}],"initContainers":[{"restartPolicy":"Always","resources":{"limits":{"memory":"16Mi"}}}]}""", 80L << 20)]
    public void A_pod_has_a_limit_when_it_names_one_or_all_its_containers_have_one(string spec, long? limit) =>
        Assert.Equal(limit, PodReader.Read(JsonDocument.Parse($$"""{"spec":{{spec}}}""").RootElement).MemoryLimit);

    [Fact]
    public void What_is_left_is_the_targets_limit_without_its_page_cache_and_without_the_agent()
    {
        File("target/sys/fs/cgroup/memory.current", 50 << 20);
        File("target/sys/fs/cgroup/memory.max", 64 << 20);
        File("target/sys/fs/cgroup/memory.stat", "anon 1\ninactive_file 4194304\nactive_file 2");
        File("agent/sys/fs/cgroup/memory.current", 36 << 20);
        File("agent/sys/fs/cgroup/memory.max", "max");
        File("agent/sys/fs/cgroup/memory.stat", "anon 6291456\nfile 31457280\ninactive_file 0");

        Assert.Equal(12L << 20, Guard().Left(96L << 20));
        // The pod as a whole may have less than the container alone.
        Assert.Equal(8L << 20, Guard().Left(60L << 20));
    }

    [Fact]
    public void The_first_version_of_cgroups_says_the_same_in_other_files()
    {
        File("target/sys/fs/cgroup/memory/memory.usage_in_bytes", 50 << 20);
        File("target/sys/fs/cgroup/memory/memory.limit_in_bytes", 9223372036854771712L);
        File("target/sys/fs/cgroup/memory/memory.stat", "inactive_file 7\ntotal_inactive_file 2097152");

        Assert.Equal(16L << 20, Guard().Left(64L << 20));
    }

    [Fact]
    public void Where_the_target_cannot_be_seen_nothing_is_said() => Assert.Null(Guard().Left(64L << 20));

    [Fact]
    public void The_less_is_left_the_less_a_command_may_take()
    {
        Assert.InRange(AgentMemory.HeapLimit(20L << 20), 4L << 20, 16L << 20);
        Assert.Equal(AgentMemory.Most, AgentMemory.HeapLimit(4L << 30));
        Assert.InRange(AgentMemory.HeapLimit(-5), 1, 4L << 20);
    }

    public void Dispose() => _folder.Dispose();

    private MemoryGuard Guard() => new(Path.Combine(_folder.Path, "agent"), Path.Combine(_folder.Path, "target"));

    private void File(string path, long number) => File(path, number.ToString(CultureInfo.InvariantCulture));

    private void File(string path, string text)
    {
        string whole = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        System.IO.File.WriteAllText(whole, text + "\n");
    }
}
