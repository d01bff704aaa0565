using System.Buffers.Binary;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;
using Sonde.Profiles.Tests;
using Sonde.TestTargets.Browser;

namespace Sonde.Web.Tests;

/// <summary>The pictures in docs/images: taken anew with UPDATE_GOLDEN=1, and always taken, so that what they show works.</summary>
[Trait("Needs", "chromium")]
public sealed class DocumentationPictures(BrowserFixture browser)
{
    private static readonly PageOptions Desktop = new() { Width = 1200, Height = 720 };

    [Fact]
    public async Task Flame_graph()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp(), Desktop);
        await page.HoverAsync("zlib_compress");
        await KeepAsync(page, "flame-graph.png", Desktop);
    }

    [Fact]
    public async Task Dark_search()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp(), Desktop with { PrefersDark = true });
        await page.Page.PressAsync("f", "/");
        await page.Page.TypeAsync("socketserver");
        await KeepAsync(page, "flame-graph-dark-search.png", Desktop);
    }

    [Fact]
    public async Task Sandwich()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, PageProfiles.Waiting(), Desktop);
        await page.HoverAsync("read_socket");
        await page.Page.PressAsync("s");
        await page.FramesAsync();
        await page.Page.MoveAsync(5, 5);
        await KeepAsync(page, "flame-graph-sandwich.png", Desktop);
    }

    [Fact]
    public async Task Split_by_state()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, PageProfiles.Waiting(), Desktop);
        await page.ChooseAsync("split", "split by state");
        await KeepAsync(page, "flame-graph-split.png", Desktop);
    }

    [Fact]
    public async Task Difference()
    {
        (Profiles.Profile before, Profiles.Profile after) = PageProfiles.Pair();
        await using FlamePage page = await FlamePage.OpenAsync(
            browser, output => FlameGraphHtml.Write(ProfileDiff.Build(before, after), output), ".html", Desktop);
        await page.HoverAsync("render");
        await KeepAsync(page, "flame-graph-difference.png", Desktop);
    }

    [Fact]
    public async Task Python_with_native_frames()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, PageProfiles.PythonNative(), Desktop);
        await KeepAsync(page, "python-native.png", Desktop);
    }

    [Fact]
    public async Task Phone()
    {
        PageOptions phone = new() { Width = 390, Height = 844, IsMobile = true };
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp(), phone);
        await KeepAsync(page, "flame-graph-phone.png", phone);
    }

    [Fact]
    public async Task Help()
    {
        await using FlamePage page = await FlamePage.OpenAsync(browser, SampleProfiles.BadApp(), Desktop);
        await page.Page.PressAsync("?");
        await KeepAsync(page, "flame-graph-keys.png", Desktop);
    }

    [Fact]
    public async Task Report()
    {
        PageOptions options = Desktop with { Height = 960 };
        await using ReportPage page = await ReportPage.OpenSampleAsync(browser, options);
        await KeepAsync(page.Page, "diagnosis-report.png", options);
    }

    private static Task KeepAsync(FlamePage page, string name, PageOptions options) => KeepAsync(page.Page, name, options);

    private static async Task KeepAsync(BrowserPage page, string name, PageOptions options)
    {
        byte[] png = await page.ScreenshotAsync();
        Assert.Equal((options.Width, options.Height), SizeOf(png));
        Assert.Empty(page.Errors);
        string path = Path.Combine(Repository.Folder, "docs", "images", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, png);
        }

        Assert.Equal((options.Width, options.Height), SizeOf(await File.ReadAllBytesAsync(path)));
    }

    // A PNG's header chunk begins at byte 8; width and height stand after its length and type.
    private static (int Width, int Height) SizeOf(byte[] png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
