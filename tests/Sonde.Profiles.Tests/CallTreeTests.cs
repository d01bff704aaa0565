using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Tests;

public sealed class CallTreeTests
{
    [Fact]
    public void Totals_are_the_sums_of_what_is_below() => Seeds.ForAll(seed =>
    {
        Profile profile = RandomProfiles.FromSeed(seed);
        var options = new CallTreeOptions { SampleType = seed % profile.SampleTypes.Count, ByLine = seed % 2 == 0, KeepZeroes = seed % 3 == 0 };
        CallTree tree = CallTree.Build(profile, options);
        long sum = Enumerable.Range(0, profile.SampleCount).Sum(sample => profile.ValuesOf(sample)[tree.SampleTypeIndex]);
        bool holds = tree.Total == sum;
        CallTreeNode[] nodes = tree.Nodes.ToArray();
        for (int i = 0; i < nodes.Length; i++)
        {
            CallTreeNode[] callees = [.. Callees(nodes, i)];
            holds &= nodes[i].Total == nodes[i].Self + callees.Sum(callee => callee.Total);
            holds &= callees.All(callee => callee.Parent == i && callee.Depth == nodes[i].Depth + 1);
            holds &= callees.Zip(callees.Skip(1)).All(pair => pair.First.Total >= pair.Second.Total);
        }

        return holds && TopTable.Build(tree).Entries.Sum(entry => entry.Self) == sum;
    });

    [Fact]
    public void Lines_of_one_function_are_merged_and_the_hottest_is_kept()
    {
        Profile profile = Build(("main:9;work:31", 5), ("main:9;work:32", 7), ("main:8;work:31", 1));
        CallTree tree = CallTree.Build(profile);
        Assert.Equal(["all 13/0", " main:9 13/0", "  work:32 13/13"], Draw(tree));
        Assert.Equal(32, TopTable.Build(tree).Entries[0].Line);
    }

    [Fact]
    public void By_line_they_are_kept_apart()
    {
        Profile profile = Build(("main:9;work:31", 5), ("main:9;work:32", 7), ("main:8;work:31", 1));
        Assert.Equal(
            ["all 13/0", " main:9 12/0", "  work:32 7/7", "  work:31 5/5", " main:8 1/0", "  work:31 1/1"],
            Draw(CallTree.Build(profile, new CallTreeOptions { ByLine = true })));
    }

    [Fact]
    public void Recursion_is_shown_as_it_is_and_counted_once_in_the_table()
    {
        Profile profile = Build(("f:1;f:1;g:2;f:1", 4), ("f:1", 1), ("g:2;f:1;g:2", 2));
        TopTable top = TopTable.Build(profile);
        Assert.Equal(
            ["f self 5 total 7", "g self 2 total 6"],
            top.Entries.Select(entry => $"{entry.Frame.Name} self {entry.Self} total {entry.Total}"));
        Assert.Equal(5, Draw(top.Tree).Max(line => line.TakeWhile(c => c == ' ').Count()) + 1);
    }

    [Fact]
    public void What_has_no_symbol_is_named_by_module_and_offset()
    {
        IReadOnlyList<TopEntry> entries = TopTable.Build(SampleProfiles.BadApp()).Entries;
        Assert.Contains(entries, entry => entry.Frame.Name == "libcrypto.so.3+0x1c3f40");
        Assert.Contains(entries, entry => entry.Frame.Name == "[unknown]");
    }

    [Fact]
    public void An_inlined_function_is_called_by_the_one_around_it()
    {
        CallTree tree = CallTree.Build(SampleProfiles.BadApp());
        int memcpy = Enumerable.Range(1, tree.Nodes.Length - 1).Single(i => tree.FrameOf(i)!.Name == "memcpy");
        Assert.Equal("longest_match", tree.FrameOf(tree.Nodes[memcpy].Parent)!.Name);
    }

    [Fact]
    public void A_sample_without_a_stack_is_not_lost()
    {
        var builder = new ProfileBuilder(SampleType.Samples);
        builder.AddSample(StackId.Empty, LabelSetId.Empty, [3]);
        Assert.Equal(["all 3/0", " [unknown]:0 3/3"], Draw(CallTree.Build(builder.Build())));
    }

    private static IEnumerable<CallTreeNode> Callees(CallTreeNode[] nodes, int node)
    {
        for (int callee = node + 1; callee < nodes[node].End; callee = nodes[callee].End)
            yield return nodes[callee];
    }

    private static Profile Build(params (string Stack, long Count)[] stacks)
    {
        var builder = new ProfileBuilder(SampleType.Samples);
        var frames = new SampleFrames(builder);
        foreach ((string stack, long count) in stacks)
        {
            StackId id = StackId.Empty;
            foreach (string[] frame in stack.Split(';').Select(frame => frame.Split(':')))
                id = builder.AddStack(id, frames.Python(frame[0], "a.py", int.Parse(frame[1], null)));
            builder.AddSample(id, LabelSetId.Empty, [count]);
        }

        return builder.Build();
    }

    private static string[] Draw(CallTree tree) => [.. Enumerable.Range(0, tree.Nodes.Length).Select(i =>
    {
        CallTreeNode node = tree.Nodes[i];
        string name = tree.FrameOf(i) is { } frame ? $"{frame.Name}:{node.Line}" : "all";
        return $"{new string(' ', node.Depth)}{name} {node.Total}/{node.Self}";
    })];
}
