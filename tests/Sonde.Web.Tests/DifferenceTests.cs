using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Web.Tests;

/// <summary>The flame graph of two profiles compared.</summary>
[Trait("Needs", "chromium")]
public sealed class DifferenceTests(BrowserFixture browser)
{
    private const string LeftBlue = "#6fa8dc", Unchanged = "#e6e6e3", Red = "#ea8163";

    [Fact]
    public async Task Red_is_more_and_blue_is_less()
    {
        await using FlamePage page = await OpenAsync();
        Assert.Contains("render", await page.TextAsync("h1"), StringComparison.Ordinal);
        Assert.Contains("points more of CPU time than in base", await page.TextAsync("h1"), StringComparison.Ordinal);
        Assert.Equal(Red, (await page.FrameAsync("new_cache")).Fill);
        Assert.Equal(Unchanged, (await page.FrameAsync("handle")).Fill);
        Assert.NotEqual(Unchanged, (await page.FrameAsync("parse")).Fill);
        await page.HoverAsync("render");
        string tip = await page.TextAsync("#tip");
        Assert.Contains("40.0 %", tip, StringComparison.Ordinal);
        Assert.Contains("65.7 %", tip, StringComparison.Ordinal);
        Assert.Contains("+25.7", tip, StringComparison.Ordinal);
        Assert.Empty(page.Page.Errors);
    }

    [Fact]
    public async Task Widths_are_of_either_profile()
    {
        await using FlamePage page = await OpenAsync();
        Assert.DoesNotContain(await page.FramesAsync(), frame => frame.Label.StartsWith("old_cache", StringComparison.Ordinal));
        await page.ChooseAsync("column", "width: base");
        ShownFrame old = await page.FrameAsync("old_cache");
        Assert.Equal(0.2, old.Share, 6);
        Assert.Equal(LeftBlue, old.Fill);
        Assert.DoesNotContain(await page.FramesAsync(), frame => frame.Label.StartsWith("new_cache", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_has_vanished_is_listed()
    {
        await using FlamePage page = await OpenAsync();
        Assert.Equal("1 vanished", await page.TextAsync("#vanished"));
        Assert.Contains("+25.7", await page.TextAsync("#functions tbody tr"), StringComparison.Ordinal);
        await page.Page.ClickAsync("#vanished");
        string row = await page.TextAsync("#functions tbody");
        Assert.Contains("old_cache", row, StringComparison.Ordinal);
        Assert.Contains("vanished", row, StringComparison.Ordinal);
        Assert.Contains("−20.0", row, StringComparison.Ordinal);
        Assert.DoesNotContain("render", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merged_view_has_the_colours_too()
    {
        await using FlamePage page = await OpenAsync();
        await page.Page.PressAsync("i");
        Assert.Equal(Red, (await page.FrameAsync("new_cache")).Fill);
        await page.Page.PressAsync("s");
        Assert.Equal("true", await page.Page.TextAsync("document.getElementById('sandwich').ariaPressed"));
        Assert.Empty(page.Page.Errors);
    }

    private Task<FlamePage> OpenAsync()
    {
        (Profiles.Profile before, Profiles.Profile after) = PageProfiles.Pair();
        return FlamePage.OpenAsync(browser, output => FlameGraphHtml.Write(ProfileDiff.Build(before, after), output), ".html");
    }
}
