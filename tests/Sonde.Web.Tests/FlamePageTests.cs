using System.Text.Json;
using Sonde.Profiles.Tests;
using Sonde.TestTargets.Browser;

namespace Sonde.Web.Tests;

/// <summary>Where and by whom a page can be read: dark and light, phone, paper, keyboard, without scripts.</summary>
[Trait("Needs", "chromium")]
public sealed class FlamePageTests(BrowserFixture browser)
{
    // WCAG 2.1, success criterion 1.4.3.
    private const double LeastContrast = 4.5;

    [Fact]
    public async Task The_theme_follows_the_system_until_the_reader_chooses()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp(), new PageOptions { PrefersDark = true });
        string dark = (await page.FrameAsync("slow_checksum")).Fill;
        await page.Page.PreferAsync(dark: false);
        await page.Page.UntilAsync("document.documentElement.dataset.theme === 'light'");
        Assert.NotEqual(dark, (await page.FrameAsync("slow_checksum")).Fill);
        await page.Page.PressAsync("d", "d");
        Assert.Equal(dark, (await page.FrameAsync("slow_checksum")).Fill);
        Assert.Equal("rgb(23, 24, 26)", await page.Page.TextAsync("getComputedStyle(document.body).backgroundColor"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_text_has_enough_contrast(bool dark)
    {
        foreach (Sonde.Profiles.Profile profile in new[] { SampleProfiles.BadApp(), PageProfiles.Waiting() })
        {
            await using FlamePage page = await FlamePage.OpenAsync(browser, profile, new PageOptions { PrefersDark = dark });
            string text = dark ? "#f4f4f5" : "#1c1c1e";
            foreach (string mode in new[] { "colour: language", "colour: module" })
            {
                await page.ChooseAsync("color", mode);
                Assert.All(await page.FramesAsync(), frame => Assert.True(
                    Contrast.Between(frame.Fill, text) >= LeastContrast, $"{frame.Label}: {text} on {frame.Fill}"));
            }

            JsonElement texts = await page.Page.EvaluateAsync(Contrast.Script);
            Assert.True(texts.GetArrayLength() > 20);
            Assert.All(texts.EnumerateArray(), each => Assert.True(
                Contrast.Between(each[1].GetString()!, each[2].GetString()!) >= LeastContrast, each.GetRawText()));
        }
    }

    [Fact]
    public async Task A_phone_shows_it_all_and_a_finger_reads_before_it_zooms()
    {
        await using FlamePage page = await FlamePage.OpenAsync(
            browser, SampleProfiles.BadApp(), new PageOptions { Width = 390, Height = 844, Scale = 3, IsMobile = true });
        Assert.Equal(390, await page.Page.NumberAsync("document.documentElement.scrollWidth"));
        ShownFrame slow = await page.FrameAsync("slow_checksum");
        await page.Page.TouchAsync(slow.MiddleX, slow.MiddleY);
        await page.Page.UntilAsync("!document.getElementById('tip').hidden");
        Assert.Contains("63.3 % of all", await page.TextAsync("#tip"), StringComparison.Ordinal);
        Assert.Equal(slow.Width, (await page.FrameAsync("slow_checksum")).Width, 1);
        await page.Page.TouchAsync(slow.MiddleX, slow.MiddleY);
        await page.Page.UntilAsync("!document.getElementById('crumbs').hidden");
        Assert.True((await page.FrameAsync("slow_checksum")).Width > slow.Width);
    }

    [Fact]
    public async Task Everything_is_reached_by_tab_and_the_focus_is_visible()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp());
        List<string> reached = [];
        for (int i = 0; i < 40 && (reached.Count < 2 || reached[^1] != reached[0]); i++)
        {
            await page.Page.PressAsync("Tab");
            JsonElement focus = await page.Page.EvaluateAsync(
                "(() => { const e = document.activeElement; return [e.id || e.tagName, getComputedStyle(e).outlineStyle, e.getAttribute('aria-label') ?? e.innerText ?? '', e.labels?.length ?? 0]; })()");
            reached.Add(focus[0].GetString()!);
            if (reached[^1] == "BODY")
                break;
            Assert.NotEqual("none", focus[1].GetString());
            Assert.True(focus[2].GetString()!.Length > 0 || focus[3].GetInt32() > 0, $"{reached[^1]} has no name");
        }

        foreach (string id in new[] { "search", "calls", "inverted", "sandwich", "flame", "icicle", "copy", "show-help", "column", "filter", "split", "color", "theme", "graph", "by-self", "by-total", "TR" })
            Assert.Contains(id, reached);
    }

    [Fact]
    public async Task The_help_lists_every_key()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp());
        await page.Page.PressAsync("?");
        await page.Page.UntilAsync("document.getElementById('help').open");
        string[] keys = (await page.Page.EvaluateAsync("[...document.querySelectorAll('#help kbd')].map((e) => e.textContent)")).Deserialize<string[]>()!;
        Assert.Equivalent(
            new[] { "/", "n", "N", "Enter", "Backspace", "0", "Esc", "s", "i", "f", "b", "v", "k", "d", "c", "t", "g", "?" }, keys.Where(key => key[0] < 128 || key.Length > 1).Distinct());
        await page.Page.PressAsync("Escape");
        await page.Page.UntilAsync("!document.getElementById('help').open");
    }

    [Fact]
    public async Task Paper_is_light_and_shows_the_whole_graph()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp(), new PageOptions { PrefersDark = true, Height = 500 });
        string dark = (await page.FrameAsync("slow_checksum")).Fill;
        await page.Page.EvaluateAsync("addEventListener('beforeprint', () => (window.printed = [sonde.frames(), document.getElementById('graph').clientHeight]))");
        byte[] pdf = await page.Page.PrintAsync();
        Assert.True(pdf.AsSpan().StartsWith("%PDF-"u8));
        Assert.NotEqual(dark, await page.Page.TextAsync("window.printed[0].find((frame) => frame.label.startsWith('slow_checksum')).fill"));
        double rows = await page.Page.NumberAsync("new Set(window.printed[0].map((frame) => frame.y)).size");
        Assert.Equal(rows * 20, await page.Page.NumberAsync("window.printed[1]"));
        Assert.Equal(dark, (await page.FrameAsync("slow_checksum")).Fill);
    }

    [Fact]
    public async Task Without_scripts_it_is_a_table()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp(), new PageOptions { Scripts = false });
        byte[] picture = await page.Page.ScreenshotAsync();
        // The DOM can be read although the page's scripts do not run.
        string text = await page.Page.TextAsync("document.querySelector('noscript').innerText");
        Assert.Contains("slow_checksum (app.py:31)", text, StringComparison.Ordinal);
        Assert.True(picture.Length > 10_000, "the page is empty");
    }

    [Fact]
    public async Task An_empty_profile_says_so()
    {
        await using FlamePage page = await FlamePage.OpenAsync(
            browser, new Sonde.Profiles.ProfileBuilder(Sonde.Profiles.SampleType.Cpu).Build());
        Assert.StartsWith("No samples", await page.TextAsync("h1"), StringComparison.Ordinal);
        await page.Page.PressAsync("i", "s", "ArrowUp", "/");
        await page.Page.TypeAsync("x");
        Assert.Equal("no match", await page.TextAsync("#matches"));
        Assert.Empty(page.Page.Errors);
    }
}
