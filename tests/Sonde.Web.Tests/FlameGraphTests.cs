using Sonde.Profiles.Tests;

namespace Sonde.Web.Tests;

/// <summary>What a reader does with a flame graph, each with real keys and clicks.</summary>
[Trait("Needs", "chromium")]
public sealed class FlameGraphTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_box_is_as_wide_as_its_share_and_stands_upon_its_caller()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp());
        ShownFrame all = await page.FrameAsync("all, 4.16 s"), slow = await page.FrameAsync("slow_checksum"), report = await page.FrameAsync("render_report");
        Assert.Equal(261.0 / 412, slow.Share, 6);
        Assert.Equal(slow.Share, slow.Width / all.Width, 3);
        Assert.Equal(report.X, slow.X, 1);
        Assert.Equal(report.Y - report.Height, slow.Y, 1);
        Assert.Equal("63.3 % of CPU time is in slow_checksum (app.py:31)", await page.TextAsync("h1"));
        Assert.StartsWith("412 samples, 0 lost", await page.TextAsync("#quality"), StringComparison.Ordinal);
        Assert.Contains("cpu-clock at 99 Hz for 5.0 s", await page.TextAsync("#taken"), StringComparison.Ordinal);
        Assert.Equal("rgb(242, 177, 52)", await PixelAsync(page, slow));
    }

    [Fact]
    public async Task The_page_asks_for_nothing_and_nothing_fails()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp());
        await page.Page.PressAsync("i", "s", "b", "k", "v", "d", "d", "f", "c", "?", "Escape", "Escape", "Escape", "0", "t", "ArrowDown", "Enter", "g", "ArrowUp", "Enter", "Backspace");
        await page.FramesAsync();
        Assert.Empty(page.Page.Errors);
        Assert.Empty(page.Page.Requests);
    }

    [Fact]
    public async Task Search_says_what_share_matches_and_goes_from_match_to_match()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp());
        await page.Page.PressAsync("/");
        await page.Page.TypeAsync("slow_checksum");
        Assert.Equal("63.3 % of CPU time, 1 function", await page.TextAsync("#matches"));
        ShownFrame match = Assert.Single(await page.FramesAsync(), frame => frame.Matches);
        Assert.StartsWith("slow_checksum", match.Label, StringComparison.Ordinal);
        Assert.Equal(1, await page.Page.NumberAsync("document.querySelectorAll('#functions tbody tr').length"));
        await page.Page.PressAsync("Escape", "/");
        await page.Page.TypeAsync("/^(deflate|walk)$/");
        Assert.Equal("22.1 % of CPU time, 2 functions", await page.TextAsync("#matches"));
        await page.Page.PressAsync("Enter");
        Assert.StartsWith("walk", await page.TextAsync("#tip b"), StringComparison.Ordinal);
        await page.Page.PressAsync("Escape");
        Assert.Equal("", await page.TextAsync("#matches"));
        Assert.DoesNotContain(await page.FramesAsync(), frame => frame.Matches);
    }

    [Fact]
    public async Task Zoom_fills_the_width_and_breadcrumbs_lead_back()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp());
        double width = (await page.FrameAsync("all")).Width;
        await page.ClickFrameAsync("compress_body");
        Assert.Equal(width, (await page.FrameAsync("compress_body")).Width, 1);
        Assert.DoesNotContain(await page.FramesAsync(), frame => frame.Label.StartsWith("slow_checksum", StringComparison.Ordinal));
        Assert.EndsWith("compress_body (app.py:38)", (await page.TextAsync("#crumbs")).TrimEnd(), StringComparison.Ordinal);
        await page.Page.PressAsync("Backspace");
        Assert.Equal(width, (await page.FrameAsync("Handler.do_GET")).Width, 1);
        await page.Page.ClickAsync("#crumbs button");
        Assert.Equal(width, (await page.FrameAsync("all")).Width, 1);
        Assert.True((await page.FrameAsync("compress_body")).Width < width / 2);
    }

    [Fact]
    public async Task Arrows_select_frames_and_enter_zooms()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp());
        await page.Page.PressAsync("g", "ArrowUp", "ArrowUp");
        Assert.Equal("<module> (app.py:71)", await page.TextAsync("#tip b"));
        await page.Page.PressAsync("ArrowRight");
        Assert.Equal("[unknown]", await page.TextAsync("#tip b"));
        await page.Page.PressAsync("ArrowLeft", "Enter");
        Assert.EndsWith("<module> (app.py:71)", (await page.TextAsync("#crumbs")).TrimEnd(), StringComparison.Ordinal);
        await page.Page.PressAsync("f", "ArrowDown");
        Assert.Equal("main (app.py:66)", await page.TextAsync("#tip b"));
        Assert.True((await page.FrameAsync("main")).Y > (await page.FrameAsync("<module>")).Y);
    }

    [Fact]
    public async Task Hover_shows_exact_numbers_and_marks_the_row()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp());
        await page.HoverAsync("zlib_compress");
        string tip = await page.TextAsync("#tip");
        Assert.Contains("zlib_compress", tip, StringComparison.Ordinal);
        Assert.Contains("747 ms", tip, StringComparison.Ordinal);
        Assert.Contains("18.0 % of all", tip, StringComparison.Ordinal);
        Assert.Contains("74", tip, StringComparison.Ordinal);
        Assert.Contains("100.0 %", tip, StringComparison.Ordinal);
        Assert.StartsWith("zlib_compress", await page.TextAsync("#functions tr.near .name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_the_table_marks_its_frames()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp());
        await page.Page.PressAsync("t", "ArrowDown", "ArrowDown", "Enter");
        string name = await page.TextAsync("#functions tr.chosen .name");
        Assert.All((await page.FramesAsync()).Where(frame => frame.Matches), frame => Assert.StartsWith(frame.Label.Split(' ')[0], name, StringComparison.Ordinal));
        Assert.Contains(await page.FramesAsync(), frame => frame.Matches);
        Assert.Contains("1 function", await page.TextAsync("#matches"), StringComparison.Ordinal);
        await page.Page.ClickAsync("#by-total");
        Assert.StartsWith("<module>", await page.TextAsync("#functions tbody tr .name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sandwich_merges_callers_and_callees_of_one_function()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, PageProfiles.Waiting());
        await page.HoverAsync("read_socket");
        await page.Page.PressAsync("s");
        ShownFrame middle = await page.FrameAsync("read_socket"), caller = await page.FrameAsync("main"), send = await page.FrameAsync("send");
        Assert.Equal(1.2 / 2.2, middle.Share, 6);
        Assert.Equal(caller.Width, middle.Width, 1);
        Assert.Equal(middle.Width / 12, send.Width, 0);
        Assert.True(caller.Y > middle.Y && middle.Y > send.Y);
        // "compute" is called by main and by read_socket, there by itself: its callers are all of them, each stack once.
        await page.ClickFrameAsync("compute");
        middle = await page.FrameAsync("compute");
        Assert.Equal(1.2 / 2.2, middle.Share, 6);
        Assert.Equal(middle.Width / 6, (await page.FrameAsync("read_socket")).Width, 0);
        await page.Page.PressAsync("Backspace");
        Assert.Contains("callers and callees of read_socket", (await page.TextAsync("#crumbs")).ReplaceLineEndings(" "), StringComparison.Ordinal);
        await page.Page.PressAsync("Escape");
        Assert.Equal("true", await page.Page.TextAsync("document.getElementById('calls').ariaPressed"));
    }

    [Fact]
    public async Task Inverted_begins_with_the_leaves()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, PageProfiles.Waiting());
        await page.Page.PressAsync("i");
        IReadOnlyList<ShownFrame> frames = await page.FramesAsync();
        double ground = frames.Max(frame => frame.Y);
        Assert.Equal(
            ["read_socket (net.py:10) 0.409", "send 0.318", "compute (work.py:20) 0.273"],
            frames.Where(frame => frame.Y < ground && frame.Y > ground - (2 * frame.Height) + 1).OrderByDescending(frame => frame.Width)
                .Select(frame => FormattableString.Invariant($"{frame.Label} {frame.Share:0.000}")));
        Assert.Equal(1, frames.Count(frame => Math.Abs(frame.Share - 1) < 1e-9));
        await page.ClickFrameAsync("send");
        Assert.Equal(frames[0].Width, (await page.FrameAsync("send")).Width, 1);
        Assert.Contains(await page.FramesAsync(), frame => frame.Label.StartsWith("compute", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Split_gives_each_thread_a_tower_of_its_own()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, PageProfiles.Waiting());
        await page.ChooseAsync("split", "split by thread");
        Assert.Equal(1.2 / 2.2, (await page.FrameAsync("thread worker-2")).Share, 6);
        Assert.Equal(1.0 / 2.2, (await page.FrameAsync("thread worker-1")).Share, 6);
        Assert.Equal(2, (await page.FramesAsync()).Count(frame => frame.Label.StartsWith("main", StringComparison.Ordinal)));
        await page.ChooseAsync("split", "split by state");
        Assert.Equal(0.9 / 2.2, (await page.FrameAsync("state waiting")).Share, 6);
        await page.ChooseAsync("split", "not split");
        await page.ChooseAsync("filter", "waiting");
        Assert.Equal("all, 900 ms", (await page.FrameAsync("all")).Label);
        Assert.Equal("100.0 % of wall time is in read_socket (net.py:10)", await page.TextAsync("h1"));
        Assert.DoesNotContain(await page.FramesAsync(), frame => frame.Label.StartsWith("compute", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_value_changes_widths_and_words()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, PageProfiles.Waiting());
        Assert.Equal("all, 2.20 s", (await page.FrameAsync("all")).Label);
        await page.ChooseAsync("column", "alloc space");
        Assert.Equal("all, 16.0 KiB", (await page.FrameAsync("all")).Label);
        Assert.Equal(0.75, (await page.FrameAsync("read_socket")).Share, 6);
        Assert.Equal("75.0 % of alloc space is in send", await page.TextAsync("h1"));
    }

    [Fact]
    public async Task Colours_tell_language_module_and_state_apart()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, PageProfiles.Waiting());
        Assert.NotEqual((await page.FrameAsync("send")).Fill, (await page.FrameAsync("compute")).Fill);
        await page.ChooseAsync("color", "colour: module");
        Assert.Equal((await page.FrameAsync("main")).Fill, (await page.FrameAsync("compute")).Fill);
        Assert.Contains("libnet.so.1 31.8 %", await page.TextAsync("#legend"), StringComparison.Ordinal);
        await page.ChooseAsync("color", "colour: state");
        Assert.NotEqual((await page.FrameAsync("read_socket")).Fill, (await page.FrameAsync("compute")).Fill);
        Assert.Contains("waiting", await page.TextAsync("#legend"), StringComparison.Ordinal);
        string waiting = (await page.FrameAsync("read_socket")).Fill;
        await page.ChooseAsync("split", "split by thread");
        Assert.Equal(waiting, (await page.FrameAsync("thread worker-2")).Fill);
        Assert.NotEqual(waiting, (await page.FrameAsync("thread worker-1")).Fill);
    }

    [Fact]
    public async Task The_stack_is_copied_as_text()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, PageProfiles.Waiting());
        await page.Page.EvaluateAsync("Clipboard.prototype.writeText = (text) => { window.copied = text; return Promise.resolve(); }");
        await page.Page.PressAsync("c");
        await page.Page.UntilAsync("document.getElementById('said').textContent.includes('select a frame first')");
        await page.ClickFrameAsync("compute");
        await page.Page.PressAsync("c");
        await page.Page.UntilAsync("window.copied");
        Assert.Equal("main (main.py:1)\ncompute (work.py:20)\n1.00 s, 45.5 % of wall time\n", await page.Page.TextAsync("window.copied"));
        Assert.Equal("copied a stack of 2 frames", await page.Page.TextAsync("document.getElementById('said').textContent"));
    }

    [Fact]
    public async Task A_large_profile_is_merged_as_finely_as_it_is_zoomed()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, PageProfiles.Large());
        await page.Page.PressAsync("i");
        IReadOnlyList<ShownFrame> frames = await page.FramesAsync();
        ShownFrame leaf = frames.Where(frame => frame.Share < 1).MaxBy(frame => frame.Share)!;
        await page.ClickFrameAsync(leaf.Label);
        IReadOnlyList<ShownFrame> finer = await page.FramesAsync();
        Assert.Equal(leaf.Share, finer.Where(frame => frame.Label == leaf.Label).Max(frame => frame.Share), 9);
        // What was too narrow before is there now, and a function's callers add up to it.
        Assert.True(finer.Count > frames.Count(frame => frame.X < leaf.X + leaf.Width && frame.X >= leaf.X));
        double top = finer.Max(frame => frame.Y);
        Assert.Equal(leaf.Share, finer.Where(frame => Math.Abs(frame.Y - top + frame.Height) < 1).Sum(frame => frame.Share), 2);
        await page.Page.PressAsync("0");
        Assert.Equal(leaf.Share, (await page.FrameAsync(leaf.Label)).Share, 9);
    }

    private static Task<string> PixelAsync(FlamePage page, ShownFrame frame) => page.Page.TextAsync(FormattableString.Invariant(
        $$"""
        (() => {
          const canvas = document.querySelector("canvas");
          const box = canvas.getBoundingClientRect();
          const [r, g, b] = canvas.getContext("2d").getImageData(({{frame.X + frame.Width - 6}} - box.x) * devicePixelRatio, ({{frame.MiddleY}} - box.y) * devicePixelRatio, 1, 1).data;
          return `rgb(${r}, ${g}, ${b})`;
        })()
        """));
}
