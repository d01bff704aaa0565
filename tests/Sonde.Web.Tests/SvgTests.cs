using System.Text;
using Sonde.Profiles.Rendering;
using Sonde.Profiles.Tests;

namespace Sonde.Web.Tests;

/// <summary>The SVG in a browser, where its scripts run.</summary>
[Trait("Needs", "chromium")]
public sealed class SvgTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_click_zooms_and_escape_leads_back()
    {
        await using FlamePage page = await OpenAsync();
        double before = await WidthAsync(page, "compress_body");
        await page.Page.ClickAsync("g.f:nth-of-type(12) rect");
        string zoomed = await page.Page.TextAsync("document.querySelector('g.f:nth-of-type(12) title').textContent.split('\\n')[0]");
        Assert.Equal(1176, await WidthAsync(page, zoomed), 0);
        await page.Page.PressAsync("Escape");
        Assert.Equal(before, await WidthAsync(page, "compress_body"), 0);
        Assert.Empty(page.Page.Errors);
        Assert.Empty(page.Page.Requests);
    }

    [Fact]
    public async Task Search_marks_frames_and_says_their_share()
    {
        await using FlamePage page = await OpenAsync();
        await page.Page.EvaluateAsync("window.prompt = () => 'slow_checksum'");
        await page.Page.PressAsync("/");
        Assert.Equal("63.3 % matches \"slow_checksum\"", await page.Page.TextAsync("document.getElementById('matches').textContent"));
        Assert.Equal(1, await page.Page.NumberAsync("document.querySelectorAll('.match').length"));
    }

    private static Task<double> WidthAsync(FlamePage page, string label) => page.Page.NumberAsync(
        $$"""Number([...document.querySelectorAll("g.f")].find((g) => g.querySelector("title").textContent.startsWith("{{label}}")).querySelector("rect").getAttribute("width"))""");

    private Task<FlamePage> OpenAsync() => FlamePage.OpenAsync(
        browser,
        output =>
        {
            using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
            FlameGraphSvg.Write(SampleProfiles.BadApp(), text);
        },
        ".svg");
}
