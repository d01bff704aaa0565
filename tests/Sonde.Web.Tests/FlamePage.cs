using System.Text.Json;
using Sonde.Profiles;
using Sonde.Profiles.Rendering;
using Sonde.TestTargets.Browser;

namespace Sonde.Web.Tests;

/// <summary>A flame graph of a profile, open in the browser.</summary>
internal sealed class FlamePage : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    private readonly string _file;

    private FlamePage(string file, BrowserPage page)
    {
        _file = file;
        Page = page;
    }

    public BrowserPage Page { get; }

    public static Task<FlamePage> OpenAsync(BrowserFixture browser, Profile profile, PageOptions? options = null) =>
        OpenAsync(browser, output => FlameGraphHtml.Write(profile, output), ".html", options);

    public static async Task<FlamePage> OpenAsync(BrowserFixture browser, Action<Stream> write, string ending, PageOptions? options = null)
    {
        string file = Path.Combine(Path.GetTempPath(), $"sonde-{Guid.NewGuid():N}{ending}");
        await using (FileStream output = File.Create(file))
            write(output);
        var page = new FlamePage(file, await browser.Chromium.OpenAsync(file, options));
        if (ending == ".html" && options?.Scripts != false)
            await page.Page.UntilAsync("window.sonde");
        return page;
    }

    /// <summary>Everything that is drawn, once no work is under way.</summary>
    public async Task<IReadOnlyList<ShownFrame>> FramesAsync()
    {
        await Page.UntilAsync("!document.documentElement.dataset.busy");
        return (await Page.EvaluateAsync("sonde.frames()")).Deserialize<List<ShownFrame>>(Names)!;
    }

    /// <summary>The widest frame whose label begins so.</summary>
    public async Task<ShownFrame> FrameAsync(string label) =>
        (await FramesAsync()).Where(frame => frame.Label.StartsWith(label, StringComparison.Ordinal)).MaxBy(frame => frame.Width)
        ?? throw new InvalidOperationException($"no frame begins with {label}");

    public async Task ClickFrameAsync(string label)
    {
        ShownFrame frame = await FrameAsync(label);
        await Page.ClickAsync(frame.MiddleX, frame.MiddleY);
        await FramesAsync();
    }

    public async Task HoverAsync(string label)
    {
        ShownFrame frame = await FrameAsync(label);
        await Page.MoveAsync(frame.MiddleX, frame.MiddleY);
    }

    /// <summary>The text that a reader sees of an element.</summary>
    public Task<string> TextAsync(string selector) => Page.TextAsync($"document.querySelector({JsonSerializer.Serialize(selector)}).innerText");

    /// <summary>Chooses an option of a select by its text.</summary>
    public async Task ChooseAsync(string id, string text)
    {
        await Page.EvaluateAsync(
            $$"""
            (() => {
              const select = document.getElementById("{{id}}");
              select.focus();
              const option = [...select.options].find((each) => each.text === {{JsonSerializer.Serialize(text)}});
              if (!option) throw new Error("no such option among " + [...select.options].map((each) => each.text).join(", "));
              select.value = option.value;
              select.dispatchEvent(new Event("change"));
              document.activeElement.blur();
            })()
            """);
        await FramesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Page.DisposeAsync();
        File.Delete(_file);
    }
}
