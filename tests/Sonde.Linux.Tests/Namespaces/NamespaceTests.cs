using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Tests.Namespaces;

public sealed class NamespaceTests
{
    private static readonly ProcessId Self = new(Environment.ProcessId);

    [Theory]
    [InlineData("pid:[4026531836]", 4026531836)]
    [InlineData("mnt:[1]", 1)]
    public void Links_hold_the_inode(string link, ulong inode)
    {
        Assert.True(NamespaceReader.TryParse(link, out NamespaceId id));
        Assert.Equal(new NamespaceId(inode), id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pid:4026531836")]
    [InlineData("pid:[x]")]
    [InlineData("pid:[")]
    public void Other_links_are_refused(string? link) => Assert.False(NamespaceReader.TryParse(link, out _));

    [Fact]
    public void This_process_has_every_kind()
    {
        var reader = new NamespaceReader(new ProcFileSystem());
        Assert.All(Enum.GetValues<NamespaceKind>(), kind => Assert.True(reader.AreSame(Self, Self, kind), kind.ToString()));
        Assert.Null(reader.TryRead(new ProcessId(int.MaxValue), NamespaceKind.Pid));
        Assert.False(reader.AreSame(new ProcessId(int.MaxValue), new ProcessId(int.MaxValue), NamespaceKind.Pid));
    }

    [Fact]
    public void Numbers_inside_are_translated_also_past_a_nested_namespace()
    {
        using var tree = new RecordedTree();
        tree.Process(1, "init", parent: 0).Link("proc/1/ns/pid", "pid:[100]")
            .Process(50, namespaceIds: "50\t1").Link("proc/50/ns/pid", "pid:[200]")
            .Process(51, parent: 50, namespaceIds: "51\t7").Link("proc/51/ns/pid", "pid:[200]")
            .Process(52, parent: 51, namespaceIds: "52\t8\t1").Link("proc/52/ns/pid", "pid:[300]")
            .Process(60, namespaceIds: "60\t1").Link("proc/60/ns/pid", "pid:[400]")
            .Process(61, parent: 60, namespaceIds: "61\t7").Link("proc/61/ns/pid", "pid:[400]");
        var translator = new PidTranslator(tree.Proc);
        Assert.Equal(7, translator.TryToInner(new ProcessId(51)));
        Assert.Equal(1, translator.TryToInner(new ProcessId(52)));
        Assert.Equal(new ProcessId(51), translator.TryToOuter(new ProcessId(50), 7));
        Assert.Equal(new ProcessId(61), translator.TryToOuter(new ProcessId(60), 7));
        Assert.Equal(new ProcessId(52), translator.TryToOuter(new ProcessId(50), 8));
        Assert.Equal(new ProcessId(52), translator.TryToOuter(new ProcessId(52), 1));
        Assert.Null(translator.TryToOuter(new ProcessId(50), 99));
        Assert.Null(translator.TryToOuter(new ProcessId(99), 1));
        Assert.Equal(new ProcessId(51), translator.TryToOuter(new ProcessId(1), 51));
    }

    [Fact]
    public void Threads_of_this_process_keep_their_numbers()
    {
        var translator = new ThreadIdTranslator(new ProcFileSystem(), Self);
        Assert.True(translator.IsIdentity);
        Assert.True(translator.TryToOuter(Self.Value, out ThreadId thread));
        Assert.Equal(new ThreadId(Self.Value), thread);
    }

    [Fact]
    public void Threads_in_a_container_are_translated_as_they_come_and_go()
    {
        using var tree = new RecordedTree();
        tree.Process(50, namespaceIds: "50\t1");
        AddThread(50, 1);
        AddThread(51, 9);
        var translator = new ThreadIdTranslator(tree.Proc, new ProcessId(50));
        Assert.False(translator.TryToOuter(9, out _));
        translator.Refresh();
        Assert.True(translator.TryToOuter(9, out ThreadId thread));
        Assert.Equal(new ThreadId(51), thread);
        Directory.Delete(Path.Combine(tree.Root, "proc/50/task/51"), recursive: true);
        translator.Refresh();
        Assert.False(translator.TryToOuter(9, out _));
        AddThread(51, 12); // the number outside is used again, inside there is another
        translator.Refresh();
        Assert.True(translator.TryToOuter(12, out thread));
        Assert.Equal(new ThreadId(51), thread);
        Assert.False(translator.TryToOuter(9, out _));

        void AddThread(int outer, int inner) =>
            tree.File($"proc/50/task/{outer}/status", $"Name:\tx\nTgid:\t50\nNSpid:\t{outer}\t{inner}\n");
    }
}
