using System.Text;
using System.Text.Json;

namespace Sonde.Cli.Tests;

/// <summary>convert, open, report and diff on files.</summary>
public sealed class ProfileFileCommandTests : IDisposable
{
    private const string Stacks = "main;serve;parse 30\nmain;serve;render (/app/view.py:7) 60\nmain;idle 10\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Convert_merges_files_and_writes_what_the_name_says()
    {
        string a = File("a.folded", Stacks), b = File("b.folded", "main;serve;parse 5\n"), both = Path.Combine(_folder, "both.pb.gz");

        CommandLineResult written = await CommandLine.RunAsync("convert", a, b, "-o", both);
        CommandLineResult read = await CommandLine.RunAsync("convert", both, "-o", "collapsed");

        Assert.Equal((ExitCode.Done, $"sonde: wrote {both}\n"), (written.Code, written.Error));
        Assert.Equal("main;serve;parse 35\nmain;serve;render (/app/view.py:7) 60\nmain;idle 10\n", read.Output);
    }

    [Fact]
    public async Task Convert_compresses_a_file_whose_name_says_so()
    {
        string input = File("a.folded", Stacks), output = Path.Combine(_folder, "a.speedscope.json.gz");

        await CommandLine.RunAsync("convert", input, "-o", output);

        Assert.Equal([0x1f, 0x8b], System.IO.File.ReadAllBytes(output)[..2]);
        Assert.Equal(Stacks, (await CommandLine.RunAsync("convert", output, "-o", "-", "--to", "collapsed")).Output);
    }

    [Fact]
    public async Task Convert_says_once_what_a_format_cannot_hold()
    {
        string pprof = Path.Combine(_folder, "a.pb.gz");
        await CommandLine.RunAsync("convert", File("a.folded", Stacks), "-o", pprof);

        CommandLineResult result = await CommandLine.RunAsync("convert", pprof, "-o", "collapsed");

        Assert.Equal("sonde: collapsed holds no modules\n", result.Error);
    }

    [Fact]
    public async Task Filters_leave_a_part()
    {
        string file = File("a.folded", Stacks);

        Assert.Equal("main;serve;parse 30\n", (await CommandLine.RunAsync("convert", file, "-o", "collapsed", "--focus", "parse")).Output);
        Assert.Equal("main;serve 30\nmain;serve;render (/app/view.py:7) 60\n",
            (await CommandLine.RunAsync("convert", file, "-o", "collapsed", "--ignore", "idle", "--hide", "parse")).Output);
        Assert.StartsWith("sonde: --focus matches nothing in the profile\n",
            (await CommandLine.RunAsync("convert", file, "-o", "collapsed", "--focus", "nothing")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report")]
    [InlineData("report", "--cum", "--nodecount", "2")]
    [InlineData("report", "--tree")]
    [InlineData("report", "--peek", "serve")]
    [InlineData("report", "--list", "render")]
    [InlineData("report", "-o", "json", "--peek", "serve")]
    [InlineData("report", "--focus", "parse|render", "--unit", "ms")]
    [InlineData("open")]
    public async Task Screens_are_as_recorded(params string[] words)
    {
        string file = File("a.folded", Stacks);
        System.IO.File.WriteAllText(Path.Combine(_folder, "view.py"), "import x\n\ndef render():\n    a = 1\n    b = 2\n\tc = 3\n    return slow()\n\n\n\n\nlast\n");
        string[] source = words.Contains("--list") ? ["--source", _folder] : [];

        CommandLineResult result = await CommandLine.RunAsync([words[0], file, .. words[1..], .. source]);

        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Golden.Equal($"{string.Join('-', words).Replace("--", "", StringComparison.Ordinal).Replace("|", "", StringComparison.Ordinal)}.txt", result.Output);
    }

    [Fact]
    public async Task A_source_file_that_is_named_by_URL_is_found()
    {
        string source = File("my shop.js", "// first\nfunction price() {\n  return 1;\n}\n");
        string url = new Uri(source).AbsoluteUri;
        string profile = File("a.cpuprofile", $$"""
            {"nodes":[{"id":1,"callFrame":{"functionName":"price","scriptId":"1","url":"{{url}}","lineNumber":1,"columnNumber":0},
            "positionTicks":[{"line":3,"ticks":2}]}],"startTime":0,"endTime":2000,"samples":[1,1],"timeDeltas":[1000,1000]}
            """);

        Assert.Contains("return 1;", (await CommandLine.RunAsync("report", profile, "--list", "price")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_without_a_display_writes_a_page_and_says_where()
    {
        CommandLineResult result = await CommandLine.RunAsync("open", File("my app.folded", Stacks), "--html");

        string path = result.Error.Split("wrote ")[1].Split('\n')[0];
        try
        {
            Assert.EndsWith("/my app.html", path, StringComparison.Ordinal);
            Assert.Contains("<html", System.IO.File.ReadAllText(path), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public async Task Diff_tells_change_from_noise()
    {
        string before = File("a.folded", "main;fast 5000\nmain;slow 500\n"), after = File("b.folded", "main;fast 5000\nmain;slow 1500\n");

        CommandLineResult changed = await CommandLine.RunAsync("diff", before, after, "--fail-above", "5");
        CommandLineResult same = await CommandLine.RunAsync("diff", before, before, "--fail-above", "0");

        Assert.Equal(ExitCode.Threshold, changed.Code);
        Golden.Equal("diff-changed.txt", changed.Output + changed.Error);
        Assert.Equal(ExitCode.Done, same.Code);
        Golden.Equal("diff-same.txt", same.Output + same.Error);
        using JsonDocument json = JsonDocument.Parse((await CommandLine.RunAsync("diff", before, after, "-o", "json")).Output);
        Assert.Equal(("ProfileDiff", "grew"), (
            json.RootElement.GetProperty("kind").GetString(),
            json.RootElement.GetProperty("functions")[0].GetProperty("self").GetProperty("verdict").GetString()));
    }

    [Theory]
    [InlineData("IN is missing: a profile's file, or - for stdin", "convert")]
    [InlineData("-o is missing: name a file, or a format to print on stdout", "convert", "x")]
    [InlineData("-o - tells no format: add --to", "convert", "x", "-o", "-")]
    [InlineData("--from: unknown format 'svg': use perf-data, pprof, speedscope, cpuprofile, perf-script or collapsed", "convert", "x", "-o", "svg", "--from", "svg")]
    [InlineData("stdin (-) can be read only once", "convert", "-", "-", "-o", "svg")]
    [InlineData("--tree, --peek and --list exclude each other", "report", "x", "--tree", "--peek", "a")]
    [InlineData("--html and --text exclude each other", "open", "x", "--html", "--text")]
    [InlineData("two profiles are compared, 1 was named: sonde diff BASE NEW", "diff", "x")]
    [InlineData("--by: 'size' is unknown: use share or cost", "diff", "x", "y", "--by", "size")]
    [InlineData("--focus: '(' is no regular expression: Invalid pattern '(' at offset 1. Not enough )'s (see 'sonde report --help')", "report", "x", "--focus", "(")]
    [InlineData("--language: 'cobol' is unknown: use native, kernel, python or jit (see 'sonde report --help')", "report", "x", "--language", "cobol")]
    public async Task A_wrong_command_line_is_one_line(string message, params string[] words) =>
        Assert.Equal(message, await CommandLine.ErrorAsync(ExitCode.Usage, words));

    [Fact]
    public async Task A_file_that_cannot_be_read_is_one_line()
    {
        string empty = File("empty", ""), bad = File("bad.json", "{\"nodes\":[{\"id\":1,\"callFrame\":{}}],\"samples\":[2],\"timeDeltas\":[1]}");

        Assert.Equal($"cannot read {_folder}/none: there is no such file", await CommandLine.ErrorAsync(ExitCode.Failed, "report", $"{_folder}/none"));
        Assert.Equal($"cannot read {_folder}: it is a folder: name a file", await CommandLine.ErrorAsync(ExitCode.Failed, "report", _folder));
        Assert.Equal($"cannot read {empty}: the file is empty: expected a profile (at offset 0)", await CommandLine.ErrorAsync(ExitCode.Failed, "report", empty));
        Assert.Equal($"cannot read {bad}: expected the ID of a node, found 2 (at offset 46)", await CommandLine.ErrorAsync(ExitCode.Failed, "report", bad));
    }

    [Fact]
    public async Task The_value_is_chosen_by_name() => Assert.Equal(
        "--value: the profile holds samples, not 'cpu'",
        await CommandLine.ErrorAsync(ExitCode.Usage, "report", File("a.folded", Stacks), "--value", "cpu"));

    private string File(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }
}
