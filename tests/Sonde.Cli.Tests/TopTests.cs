using System.Text.Json;
using Sonde.Cli.Output;
using Sonde.Cli.Top;
using Sonde.Places;
using Sonde.Profiles;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Analysis.Live;

namespace Sonde.Cli.Tests;

public sealed class TopTests
{
    private const int Width = 80, Height = 24, Page = 17;

    private static readonly LiveTable Table = new()
    {
        Interval = TimeSpan.FromSeconds(1),
        Elapsed = TimeSpan.FromSeconds(83),
        Value = new LiveSums(961_000_000, 70_100_000_000),
        Functions =
        [
            Function("slow_checksum", "/app/app.py", 31, 612_000_000, 612_000_000, 44_000_000_000, 44_000_000_000),
            Function("deflate", "/app/packer.py", 12, 210_000_000, 249_000_000, 9_000_000_000, 12_000_000_000),
            Function("Handler.do_GET", "/app/app.py", 52, 100_000, 961_000_000, 90_000_000, 70_000_000_000),
            Function("a_name_that_is_much_too_long_for_the_room_that_eighty_columns_leave", "/app/odd.py", 7, 0, 0, 1_000, 2_000),
        ],
        Threads = [new("MainThread (4711)", new(800_000_000, 60_000_000_000)), new("worker-1 (4712)", new(161_000_000, 10_100_000_000))],
        States = [new("holding the GIL", new(700_000_000, 60_000_000_000)), new("without the GIL", new(261_000_000, 10_100_000_000))],
        Quality = new ProfileQuality { Samples = 8217, Torn = 3 },
    };

    [Theory]
    [InlineData("functions", "")]
    [InlineData("by-total", "t")]
    [InlineData("filter", "/APP.PY")]
    [InlineData("filtered", "/nothing\r")]
    [InlineData("threads", "h")]
    [InlineData("help", "?")]
    [InlineData("paused", "Sp")]
    public void The_screen_is_as_recorded(string name, string keys)
    {
        IReadOnlyList<string> lines = new TopScreen("process 4711 (python3) · cpu at 99 Hz", colour: false).Draw(Table, Press(keys), Width, Height);

        Assert.Equal(Height, lines.Count);
        Assert.All(lines, line => Assert.True(line.Length <= Width, line));
        Golden.Equal($"top-{name}.txt", string.Join('\n', lines) + "\n");
    }

    [Fact]
    public async Task Tables_of_a_pod_are_the_tables_of_the_Sonde_there_and_keep_what_was_seen_before()
    {
        LiveTable second = Table with
        {
            Functions = [Function("slow_checksum", "/app/app.py", 31, 1, 2, 45_000_000_000, 45_000_000_000)],
            Threads = [new("MainThread (4711)", new(1, 60_000_000_001))],
        };
        var feed = new PodFeed(async (output, _) =>
        {
            foreach (LiveTable table in (LiveTable[])[Table, second])
                await output.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(TopDocument.From(table), SondeJson.Lines.TopDocument).Append((byte)'\n').ToArray(), TestContext.Current.CancellationToken);
            return 7;
        });

        await feed.RunAsync(TestContext.Current.CancellationToken);
        bool hasTable = await feed.NextAsync(), hasMore = await feed.NextAsync();

        Assert.Equal((true, false, 7), (hasTable, hasMore, feed.Code));
        // What was not seen in an interval is not in its document: the fourth function never was.
        Assert.Equal(["slow_checksum", "deflate", "Handler.do_GET"], feed.Last.Functions.Select(one => one.Frame.Name));
        Assert.Equal([new LiveSums(1, 45_000_000_000), new(0, 9_000_000_000), new(0, 90_000_000)], feed.Last.Functions.Select(one => one.Self));
        Assert.Equal([new("MainThread (4711)", new(1, 60_000_000_001)), new("worker-1 (4712)", new(0, 10_100_000_000))], feed.Last.Threads);
        Assert.Equal(("slow_checksum (app.py:31)", 8217L, 3L), (feed.Last.Functions[0].Frame.Place(31), feed.Last.Quality.Samples, feed.Last.Quality.Lost));
    }

    [Fact]
    public async Task What_is_no_table_is_told()
    {
        var feed = new PodFeed(async (output, _) =>
        {
            await output.WriteAsync("usage: \e[2J\n"u8.ToArray(), TestContext.Current.CancellationToken);
            return 2;
        });

        PlaceException error = await Assert.ThrowsAsync<PlaceException>(() => feed.RunAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("what the Sonde there says is no table of sonde top: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void A_screen_of_any_size_is_filled_and_never_overrun()
    {
        var screen = new TopScreen("a title that is longer than a narrow screen", colour: false);
        foreach (int width in (int[])[20, 40, 79, 200])
        {
            foreach (int height in (int[])[6, 7, 24, 60])
            {
                IReadOnlyList<string> lines = screen.Draw(Table, new TopView(), width, height);
                Assert.Equal(height, lines.Count);
            }
        }
    }

    [Fact]
    public void Q_quits_and_a_letter_of_a_filter_does_not()
    {
        Assert.Null(TopKeys.Apply(new TopView(), Key('q'), Page));
        Assert.Equal("q", Press("/q").Filter);
        Assert.Null(TopKeys.Apply(Press("?"), Key('q'), Page));
    }

    [Fact]
    public void Escape_shows_all_again_and_backspace_takes_one_letter()
    {
        Assert.Equal(("", false), (Press("/abc\e").Filter, Press("/abc\e").IsTyping));
        Assert.Equal(("ab", true), (Press("/abc\b").Filter, Press("/abc\b").IsTyping));
        Assert.Equal("", Press("/\b").Filter);
    }

    [Fact]
    public void Arrows_choose_the_column_and_scroll_and_stop_at_the_ends()
    {
        TopView view = new();
        for (int i = 0; i < 6; i++)
            view = TopKeys.Apply(view, new ConsoleKeyInfo('\0', ConsoleKey.RightArrow, false, false, false), Page)!;
        Assert.Equal(TopColumn.TotalSum, view.Sort);
        view = TopKeys.Apply(view, new ConsoleKeyInfo('\0', ConsoleKey.PageUp, false, false, false), Page)!;
        Assert.Equal(0, view.Scroll);
        view = TopKeys.Apply(view, new ConsoleKeyInfo('\0', ConsoleKey.PageDown, false, false, false), Page)!;
        Assert.Equal(Page, view.Scroll);
    }

    [Fact]
    public void Control_characters_of_a_name_never_reach_the_terminal()
    {
        LiveTable hostile = Table with { Functions = [Function("\e[2Jgone", "/app/app.py", 1, 5, 5, 5, 5)] };

        string screen = string.Concat(new TopScreen("t", colour: false).Draw(hostile, new TopView(), Width, Height));

        Assert.DoesNotContain('\e', screen);
    }

    private static TopView Press(string keys) =>
        keys.Aggregate(new TopView(), (view, key) => TopKeys.Apply(view, Key(key), Page) ?? throw new InvalidOperationException("it quit"));

    private static ConsoleKeyInfo Key(char key) => new(
        key,
        key switch { '\r' => ConsoleKey.Enter, '\e' => ConsoleKey.Escape, '\b' => ConsoleKey.Backspace, _ => ConsoleKey.NoName },
        false, false, false);

    private static LiveFunction Function(string name, string file, int line, long selfNow, long totalNow, long self, long total) => new(
        new Frame(name, file, 1, WellKnownMappings.Python, FrameKind.Python, IsInterpreted: true), line,
        new LiveSums(selfNow, self), new LiveSums(totalNow, total));
}
