using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Formats;
using Sonde.Profiles.Formats.Differences;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Tests;

public sealed partial class ScreenTests
{
    [Fact]
    public void Text() => GoldenFile.Check("bad-app.txt", Write("text", SampleProfiles.BadApp()));

    [Fact]
    public void Narrow_text() => GoldenFile.Check("bad-app-narrow.txt", Capture(output =>
        TopTableRenderer.Write(output, TopTable.Build(SampleProfiles.BadApp()), width: 60, count: 12)));

    [Fact]
    public void Json() => GoldenFile.Check("bad-app.json", Write("json", SampleProfiles.BadApp()));

    [Fact]
    public void Terminal() => GoldenFile.Check("bad-app-terminal.txt", Draw(new TerminalFlameGraphOptions { Width = 90 }));

    [Fact]
    public void Narrow_terminal() => GoldenFile.Check(
        "bad-app-terminal-narrow.txt", Draw(new TerminalFlameGraphOptions { Width = 50, MinimumShare = 0.05 }));

    [Fact]
    public void Terminal_with_colour() => GoldenFile.Check(
        "bad-app-terminal-colour.txt", Draw(new TerminalFlameGraphOptions { Width = 90, Color = true }));

    [Fact]
    public void Low_terminal()
    {
        string text = Draw(new TerminalFlameGraphOptions { MaximumLines = 15 });
        Assert.InRange(text.Count(c => c == '\n'), 8, 16);
        Assert.Contains("are not shown", text, StringComparison.Ordinal);
        Assert.Contains("slow_checksum (app.py:31)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_line_is_never_wider_than_asked() =>
        Assert.All(Draw(new TerminalFlameGraphOptions { Width = 72 }).Split('\n'), line => Assert.InRange(line.Length, 0, 72));

    [Fact]
    public void Terminal_of_80_columns_and_24_lines() => GoldenFile.Check(
        "bad-app-terminal-80x24.txt", Draw(new TerminalFlameGraphOptions { Width = 80, MaximumLines = 22 }));

    [Theory]
    [InlineData("処理する要求を待つ関数名がとても長い場合", 44)]
    [InlineData("👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀", 44)]
    [InlineData("e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", 44)]
    public void A_name_of_wide_or_joined_characters_fits_its_columns(string name, int width)
    {
        string text = Capture(output => TerminalFlameGraph.Write(
            output, CallTree.Build(OneFunction(name)), new TerminalFlameGraphOptions { Width = width }));
        Assert.All(text.Split('\n'), line => Assert.InRange(TextFit.Columns(line), 0, width));
        // As much as fits is shown: at most one column is left for half a wide character.
        string cut = text.Split('\n')[1];
        Assert.True(!cut.Contains('…', StringComparison.Ordinal) || TextFit.Columns(cut) >= width - 2, cut);
    }

    [Fact]
    public void Columns_are_those_of_a_terminal()
    {
        Assert.Equal(4, TextFit.Columns("main"));
        Assert.Equal(4, TextFit.Columns("関数"));
        Assert.Equal(2, TextFit.Columns("🔥"));
        Assert.Equal(1, TextFit.Columns("e\u0301"));
        Assert.Equal("関…", TextFit.End("関数名", 4));
        Assert.Equal("関数…", TextFit.Middle("関数数名", 6));
        Assert.Equal("関数数…名", TextFit.Middle("関数数数数名", 9));
    }

    [Fact]
    public void Svg() => GoldenFile.Check("bad-app.svg", ScriptOrStyle().Replace(Write("svg", SampleProfiles.BadApp()), "$1$3"));

    [Fact]
    public void Svg_is_valid_xml_whatever_names_hold()
    {
        foreach (string name in new[] { "a<b>&\"'", "\u0001\u001b[31m\u0000", "\uD800", "]]>", "\uFFFE", "\U0001F525" })
        {
            XDocument svg = XDocument.Parse(Write("svg", OneFunction(name)));
            XNamespace space = "http://www.w3.org/2000/svg";
            Assert.Equal(2, svg.Descendants(space + "g").Count());
        }
    }

    [Fact]
    public void Svg_is_valid_xml_whatever_values_and_units_hold()
    {
        // The second function is wide enough to be drawn and its own share is shown as "<0.1 %".
        var builder = new ProfileBuilder(new SampleType("a<b", "<c>&"));
        var frames = new SampleFrames(builder);
        LocationId caller = frames.Python("caller", "a.py", 1);
        builder.AddSample(builder.AddStack([caller]), LabelSetId.Empty, [1]);
        builder.AddSample(builder.AddStack([frames.Python("callee", "a.py", 2), caller]), LabelSetId.Empty, [10_000]);
        string svg = Write("svg", builder.Build());

        Assert.Contains("self 1 &lt;c&gt;&amp;, &lt;0.1 %", svg, StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
    }

    [Fact]
    public void Svg_of_any_profile_is_valid_xml() => Seeds.ForAll(seed =>
        XDocument.Parse(Write("svg", RandomProfiles.FromSeed(seed))).Root!.Name.LocalName == "svg");

    [Fact]
    public void Html() => GoldenFile.Check("bad-app.html", Page(Write("html", SampleProfiles.BadApp())));

    [Fact]
    public void Html_of_a_difference() => GoldenFile.Check("diff.html", Page(WriteDiff("html", Before, After)));

    [Fact]
    public void Svg_of_a_difference() => GoldenFile.Check("diff.svg", ScriptOrStyle().Replace(WriteDiff("svg", Before, After), "$1$3"));

    [Fact]
    public void Svg_of_a_difference_lists_what_has_vanished()
    {
        string widthOfNew = WriteDiff("svg", Before, After), widthOfBase = WriteDiff("svg", Before, After, DiffWidth.Base);
        Assert.Contains("Vanished: compress_body (app.py) (18.0 %)", widthOfNew, StringComparison.Ordinal);
        Assert.DoesNotContain("<title>deflate", widthOfNew, StringComparison.Ordinal);
        Assert.Contains("<title>deflate", widthOfBase, StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Parse(widthOfBase).Root!.Name.LocalName);
    }

    [Fact]
    public void Html_data_cannot_leave_its_element()
    {
        const string Name = "</script><script>alert(1)</script><!--";
        string html = Write("html", OneFunction(Name));
        // The page's own: its script, its data, what describes them.
        Assert.Equal(3, Regex.Count(html, "</script>", RegexOptions.IgnoreCase));
        Assert.DoesNotContain("alert(1)</", html, StringComparison.Ordinal);
        Assert.Contains(new UnpackedPage(html).Functions, function => function.Name == Name);
    }

    [Fact]
    public void Html_loads_nothing()
    {
        string html = Write("html", SampleProfiles.BadApp());
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", html);
        Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_data_says_what_the_tree_says() => Seeds.ForAll(seed =>
    {
        Profile profile = RandomProfiles.FromSeed(seed);
        CallTree tree = CallTree.Build(profile, new CallTreeOptions { KeepZeroes = profile.SampleTypes.Count > 1 });
        var page = new UnpackedPage(Write("html", profile));
        bool holds = page.Nodes.Order().SequenceEqual(tree.Nodes.ToArray().Select(n => (n.Depth, n.Function, n.Line)).Order());
        for (int type = 0; type < profile.SampleTypes.Count; type++)
        {
            int column = type;
            Int128 sum = 0;
            for (int sample = 0; sample < profile.SampleCount; sample++)
                sum += profile.ValuesOf(sample)[type];
            holds &= page.Rows.Aggregate((Int128)0, (all, row) => all + row.Values[column]) == sum;
        }

        return holds && page.Rows.All(row => row.Node < page.Nodes.Count);
    });

    [Fact]
    public void Nothing_sampled_is_said_everywhere()
    {
        Profile empty = new ProfileBuilder(SampleType.Cpu).Build();
        foreach (string format in new[] { "text", "json", "svg", "html" })
            Assert.Contains("No samples", Write(format, empty), StringComparison.Ordinal);
        Assert.Contains("no samples", Capture(output => TerminalFlameGraph.Write(output, CallTree.Build(empty))), StringComparison.Ordinal);
    }

    private static Profile OneFunction(string name)
    {
        var builder = new ProfileBuilder(SampleType.Samples);
        builder.AddSample(builder.AddStack([new SampleFrames(builder).Python(name, name, 1)]), LabelSetId.Empty, [1]);
        return builder.Build();
    }

    // What is packed depends on the compressor's version: the golden file has it unpacked.
    private static string Page(string html) =>
        Data().Replace(ScriptOrStyle().Replace(html, "$1$3"), match => $"{match.Groups[1].Value}\n{new UnpackedPage(html)}{match.Groups[2].Value}");

    private static Profile Before => SampleProfiles.BadApp();

    /// <summary>The same server with another load: what compresses has vanished, what hashes has grown.</summary>
    private static Profile After => SampleProfiles.BadApp(without: "deflate", twice: "hash_body");

    private static string WriteDiff(string format, Profile before, Profile after, DiffWidth width = DiffWidth.New)
    {
        var stream = new MemoryStream();
        DiffFormats.Find(format)!.Write(ProfileDiff.Build(before, after), stream, new WriteOptions { DiffWidth = width });
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Draw(TerminalFlameGraphOptions options) =>
        Capture(output => TerminalFlameGraph.Write(output, CallTree.Build(SampleProfiles.BadApp()), options));

    private static string Capture(Action<TextWriter> write)
    {
        var output = new StringWriter { NewLine = "\n" };
        write(output);
        return output.ToString();
    }

    private static string Write(string format, Profile profile)
    {
        var stream = new MemoryStream();
        ProfileFormats.FindWriter(format)!.Write(profile, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // The page's own script and style are built from web/, where eng/web compares them.
    [GeneratedRegex("(<(?:script|style)>)(.*?)(</(?:script|style)>)", RegexOptions.Singleline)]
    private static partial Regex ScriptOrStyle();

    [GeneratedRegex("(<script type=\"text/plain\" id=\"data\">)[^<]*(</script>)")]
    private static partial Regex Data();
}
