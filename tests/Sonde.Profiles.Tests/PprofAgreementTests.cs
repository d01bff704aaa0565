using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Tests.Proto;

namespace Sonde.Profiles.Tests;

/// <summary>The real pprof reads what we write, and filters and counts as we do.</summary>
public sealed partial class PprofAgreementTests(GoProfiles go) : IClassFixture<GoProfiles>
{
    [Fact]
    public void What_pprof_says_of_a_file_is_the_same_after_we_rewrote_it()
    {
        foreach (string file in (string[])[go.Cpu, go.Heap])
        {
            string rewritten = go.Write(GoProfiles.Read(file));
            Assert.Equal(Body(go.Pprof(file, "-raw")), Body(go.Pprof(rewritten, "-raw")));
        }
    }

    [Fact]
    public void Rewriting_keeps_every_field()
    {
        foreach (string file in (string[])[go.Cpu, go.Heap])
        {
            PbProfile before = PbProfile.Parser.ParseFrom(GoProfiles.Message(file));
            PbProfile after = PbProfile.Parser.ParseFrom(GoProfiles.Message(go.Write(GoProfiles.Read(file))));
            Assert.Equal(ProtoText.Of(before), ProtoText.Of(after));
        }
    }

    [Fact]
    public void A_profile_of_ours_is_shown_with_the_same_values()
    {
        Profile profile = SampleProfiles.BadApp();
        string text = go.Pprof(go.Write(profile), "-top", "-unit=ns");
        Assert.Contains("slow_checksum", text, StringComparison.Ordinal);
        // Code without a name is named in other ways.
        string Named(string lines) => string.Join('\n', lines.Split('\n').Where(line =>
            !line.Contains("unknown", StringComparison.Ordinal) && !line.Contains("libcrypto", StringComparison.Ordinal)));
        Assert.Equal(Named(Top(text)), Named(Ours(profile, new FilterOptions())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-focus=compress")]
    [InlineData("-focus=flate|fib")]
    [InlineData("-ignore=checksum")]
    [InlineData("-focus=main -ignore=gzip")]
    [InlineData("-hide=runtime")]
    [InlineData("-hide=compress/flate -focus=gzip")]
    [InlineData("-show=main")]
    [InlineData("-show=main -hide=func1")]
    [InlineData("-show_from=compress")]
    [InlineData("-show_from=mallocgc|fib$")]
    [InlineData("-tagfocus=request=checksum")]
    [InlineData("-tagfocus=user:ann")]
    [InlineData("-tagfocus=compress,request")]
    [InlineData("-tagignore=request=compress|checksum")]
    [InlineData("-focus=burn.go -tagignore=ann")]
    public void Filters_mean_what_they_mean_to_pprof(string filters)
    {
        string[] arguments = filters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string expected = Top(go.Pprof(go.Cpu, [.. arguments, "-top", "-unit=ns"]));

        Assert.Equal(expected, Ours(GoProfiles.Read(go.Cpu), Options(arguments)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-focus=makeslice|allocate")]
    [InlineData("-tagfocus=4kb:8kb")]
    [InlineData("-tagfocus=bytes=16:")]
    [InlineData("-tagignore=bytes=:1kb")]
    public void Filters_on_heap_profiles_too(string filters)
    {
        string[] arguments = filters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Profile profile = GoProfiles.Read(go.Heap);
        string expected = Top(go.Pprof(go.Heap, [.. arguments, "-top", "-unit=B", $"-sample_index={profile.SampleTypes[profile.DefaultSampleType].Type}"]));

        Assert.Equal(expected, Ours(profile, Options(arguments) with { Prune = true }));
    }

    [Fact]
    public void Callers_and_callees_are_those_of_pprof()
    {
        string expected = go.Pprof(go.Cpu, "-peek=.", "-unit=ns");
        CallGraph graph = CallGraph.Build(TopTable.Build(CallTree.Build(GoProfiles.Read(go.Cpu))));
        SortedSet<string> edges = new(StringComparer.Ordinal);
        // A block has the callers, the function (with its flat and cumulative values) and the callees.
        foreach (string block in expected.Split("----------------------------------------------------------+-------------"))
        {
            Match self = PeekFunction().Match(block);
            if (!self.Success)
                continue;
            string function = self.Groups["name"].Value;
            foreach (Match edge in PeekEdge().Matches(block[self.Index..]))
                edges.Add($"{function} > {edge.Groups["name"].Value} {Nanoseconds(edge.Groups["value"].Value)}");
        }

        SortedSet<string> ours = new(StringComparer.Ordinal);
        foreach (TopEntry entry in graph.Top.Entries)
        {
            foreach (CallEdge edge in graph.CalleesOf(entry.Function))
                ours.Add($"{entry.Frame.Name} > {graph.Top.Tree.Frames.Functions[edge.Callee].Name} {edge.Value}");
        }

        Assert.True(edges.Count > 5, $"{edges.Count} edges in {expected}");
        Assert.Equal(edges, ours);
    }

    [Fact]
    public void Lines_cost_what_pprof_lists()
    {
        string text = go.Pprof(go.Cpu, "-list=main.checksum", "-unit=ns");
        IEnumerable<string> expected = ListLine().Matches(text)
            .Select(line => $"{line.Groups["line"].Value} {Nanoseconds(line.Groups["flat"].Value)} {Nanoseconds(line.Groups["cum"].Value)}");
        LineListing listing = Assert.Single(LineListing.Build(GoProfiles.Read(go.Cpu), frame => frame.Name == "main.checksum"));
        Assert.Equal(expected, listing.Lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Number} {line.Self} {line.Total}")));
    }

    private static FilterOptions Options(string[] arguments)
    {
        var options = new FilterOptions();
        foreach (string argument in arguments)
        {
            string[] parts = argument.Split('=', 2);
            Regex Expression() => new(parts[1], FilterOptions.Matching);
            options = parts[0] switch
            {
                "-focus" => options with { Focus = Expression() },
                "-ignore" => options with { Ignore = Expression() },
                "-hide" => options with { Hide = Expression() },
                "-show" => options with { Show = Expression() },
                "-show_from" => options with { ShowFrom = Expression() },
                "-tagfocus" => options with { TagFocus = TagFilter.Parse(parts[1]) },
                "-tagignore" => options with { TagIgnore = TagFilter.Parse(parts[1]) },
                _ => throw new ArgumentException(argument, nameof(arguments)),
            };
        }

        return options;
    }

    private static string Ours(Profile profile, FilterOptions options) => Lines(
        TopTable.Build(ProfileFilter.Apply(profile, options).Profile).Entries.Select(entry => (entry.Frame.Name, entry.Self, entry.Total)));

    private static string Top(string text) => Lines(TopLine().Matches(text).Select(line =>
        (line.Groups["name"].Value, Nanoseconds(line.Groups["flat"].Value), Nanoseconds(line.Groups["cum"].Value))));

    private static string Lines(IEnumerable<(string Name, long Self, long Total)> lines) => string.Join('\n', lines
        .Where(line => line.Self != 0 || line.Total != 0)
        .Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Name} {line.Self} {line.Total}"))
        .Order(StringComparer.Ordinal));

    // pprof writes "0", "." or a number with a unit; numbers of more than six digits as 1.5e+07ns.
    private static long Nanoseconds(string text)
    {
        string number = text.TrimEnd('n', 's', 'B', 'm', 'u', '.');
        double scale = text.EndsWith("ms", StringComparison.Ordinal) ? 1e6 : text.EndsWith("us", StringComparison.Ordinal) ? 1e3
            : text.EndsWith("ns", StringComparison.Ordinal) || text.EndsWith('B') ? 1 : text.EndsWith('s') ? 1e9 : 1;
        return number.Length == 0 ? 0 : (long)Math.Round(double.Parse(number, CultureInfo.InvariantCulture) * scale);
    }

    // The name of the file differs; and we name the type to show, which pprof would choose anyway.
    private static string Body(string raw) =>
        raw[raw.IndexOf("PeriodType", StringComparison.Ordinal)..].Replace("[dflt]", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^ *(?<flat>\S+) +\S+% +\S+% +(?<cum>\S+) +\S+%  (?<name>.+?)(?: \((?:partial-)?inline\))?$", RegexOptions.Multiline)]
    private static partial Regex TopLine();

    [GeneratedRegex(@"^ *\S+ +\S+% +\S+% +\S+ +\S+% +\| (?<name>\S.*?)(?: \((?:partial-)?inline\))?$", RegexOptions.Multiline)]
    private static partial Regex PeekFunction();

    [GeneratedRegex(@"^ +(?<value>\S+) +\S+% \|   (?<name>\S.*?)(?: \((?:partial-)?inline\))?$", RegexOptions.Multiline)]
    private static partial Regex PeekEdge();

    [GeneratedRegex(@"^ *(?<flat>\d\S*|\.) +(?<cum>\d\S*) +(?<line>\d+):", RegexOptions.Multiline)]
    private static partial Regex ListLine();
}
