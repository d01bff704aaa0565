using Sonde.Profiles.Tests;

namespace Sonde.Web.Tests;

[Trait("Needs", "chromium")]
public sealed class FlameGraphTests(BrowserFixture browser)
{
    [Fact]
    public async Task Search_says_what_share_matches()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp());
        await page.Page.PressAsync("/");
        await page.Page.TypeAsync("slow_checksum");
        Assert.Equal("63.3 % of CPU time, 1 function", await page.TextAsync("#matches"));
        Assert.All((await page.FramesAsync()).Where(frame => frame.Matches), frame => Assert.StartsWith("slow_checksum", frame.Label, StringComparison.Ordinal));
        await File.WriteAllBytesAsync("/tmp/h-web-1.png", await page.Page.ScreenshotAsync(), TestContext.Current.CancellationToken);
        Assert.Empty(page.Page.Errors);
        Assert.Empty(page.Page.Requests);
    }
}
