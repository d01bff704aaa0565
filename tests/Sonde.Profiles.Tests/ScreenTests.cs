using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Formats;
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
    public void Html() => GoldenFile.Check("bad-app.html", ScriptOrStyle().Replace(Write("html", SampleProfiles.BadApp()), "$1$3"));

    [Fact]
    public void Html_data_cannot_leave_its_element()
    {
        string html = Write("html", OneFunction("</script><script>alert(1)</script><!--"));
        Assert.Equal(2, Regex.Count(html, "</script>", RegexOptions.IgnoreCase));
        Assert.DoesNotContain("alert(1)</", html, StringComparison.Ordinal);
        using JsonDocument data = JsonDocument.Parse(DataOf(html));
        Assert.Contains(data.RootElement.GetProperty("strings").EnumerateArray(),
            text => text.GetString() == "</script><script>alert(1)</script><!--");
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
        CallTree tree = CallTree.Build(profile);
        using JsonDocument data = JsonDocument.Parse(DataOf(Write("html", profile)));
        long[] Numbers(string name) => [.. data.RootElement.GetProperty(name).EnumerateArray().Select(number => number.GetInt64())];
        long[] nodes = Numbers("nodes"), values = Numbers("values");
        int depth = -1;
        List<string> drawn = [];
        for (int i = 0; i < nodes.Length; i += 3)
        {
            depth += 1 - (int)nodes[i];
            drawn.Add($"{depth} {nodes[i + 1]} {nodes[i + 2]}");
        }

        return drawn.Order().SequenceEqual(tree.Nodes.ToArray().Select(n => $"{n.Depth} {n.Function} {n.Line}").Order())
            && values.Where((_, i) => i % 3 == 2).Sum() == tree.Total
            && values.Where((_, i) => i % 3 == 0).Sum() < tree.Nodes.Length;
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

    private static string DataOf(string html)
    {
        const string Start = "<script type=\"application/json\" id=\"data\">";
        int start = html.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        return html[start..html.IndexOf("</script>", start, StringComparison.Ordinal)];
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
}
