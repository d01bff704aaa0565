using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.TestTargets.Browser;

namespace FlameGraphs;

/// <summary>Uses a page as a reader does, and measures what the reader waits for.</summary>
internal static class Drive
{
    // The longest time between two frames that the page could have painted, and the longest task of its scripts.
    private const string Recorder =
        """
        window.recorder = { longest: 0, task: 0, last: 0, on: false };
        new PerformanceObserver((list) => { for (const e of list.getEntries()) recorder.task = Math.max(recorder.task, e.duration); }).observe({ type: "longtask" });
        const tick = (now) => {
          if (recorder.on && recorder.last) recorder.longest = Math.max(recorder.longest, now - recorder.last);
          recorder.last = now;
          requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
        """;

    public static async Task<JsonObject> RunAsync(string file)
    {
        await using Chromium browser = await Chromium.StartAsync();
        await using BrowserPage page = await browser.OpenAsync(file);
        await page.UntilAsync("window.sonde");
        double ready = await page.NumberAsync("sonde.ready");
        await page.UntilAsync("!document.documentElement.dataset.busy");
        double quiet = await page.NumberAsync("performance.now()");
        await page.EvaluateAsync(Recorder);
        var result = new JsonObject
        {
            ["open_ms"] = Math.Round(ready),
            ["open_with_table_ms"] = Math.Round(quiet),
            ["nodes"] = await page.NumberAsync("JSON.parse(document.getElementById('meta').textContent).nodes"),
            ["drawn"] = await page.NumberAsync("sonde.frames().length"),
            ["script_heap_mb"] = Math.Round(await page.NumberAsync("performance.memory.usedJSHeapSize") / 1e6),
        };
        result["search"] = await MeasureAsync(page, async () =>
        {
            await page.PressAsync("/");
            await page.TypeAsync("cache");
        });
        result["search_ends"] = await MeasureAsync(page, () => page.PressAsync("Escape"));
        for (int depth = 1; depth <= 3; depth++)
            result[$"zoom_{depth}"] = await MeasureAsync(page, () => ClickWidestAsync(page, depth * 8));
        result["zoom_out"] = await MeasureAsync(page, () => page.PressAsync("0"));
        result["scroll"] = await MeasureAsync(page, () => page.SendAsync("Input.dispatchMouseEvent", new JsonObject
        {
            ["type"] = "mouseWheel",
            ["x"] = 300,
            ["y"] = 400,
            ["deltaX"] = 0,
            ["deltaY"] = -300,
        }));
        result["thread"] = await MeasureAsync(page, () => page.EvaluateAsync(
            "(() => { const s = document.getElementById('filter'); s.selectedIndex = 2; s.dispatchEvent(new Event('change')); })()"));
        result["all_threads"] = await MeasureAsync(page, () => page.EvaluateAsync(
            "(() => { const s = document.getElementById('filter'); s.selectedIndex = 0; s.dispatchEvent(new Event('change')); })()"));
        result["inverted"] = await MeasureAsync(page, () => page.PressAsync("i"));
        result["sandwich"] = await MeasureAsync(page, () => page.PressAsync("s"));
        result["split_by_thread"] = await MeasureAsync(page, () => page.PressAsync("b"));
        return result;
    }

    private static async Task<JsonObject> MeasureAsync(BrowserPage page, Func<Task> action)
    {
        await page.EvaluateAsync("Object.assign(recorder, { longest: 0, task: 0, last: 0, on: true, from: performance.now() })");
        await action();
        JsonElement answer = await page.EvaluateAsync(
            """
            (async () => {
              const frame = () => new Promise(requestAnimationFrame);
              await frame();
              while (document.documentElement.dataset.busy) await frame();
              await frame();
              const done = performance.now() - recorder.from;
              await frame();
              recorder.on = false;
              return [done, recorder.longest, recorder.task];
            })()
            """);
        return new JsonObject
        {
            ["done_ms"] = Math.Round(answer[0].GetDouble()),
            ["longest_frame_ms"] = Math.Round(answer[1].GetDouble()),
            ["longest_task_ms"] = Math.Round(answer[2].GetDouble()),
        };
    }

    private static async Task ClickWidestAsync(BrowserPage page, int row)
    {
        JsonElement place = await page.EvaluateAsync(string.Create(CultureInfo.InvariantCulture,
            $$"""
            (() => {
              const box = document.getElementById("graph").getBoundingClientRect();
              const seen = sonde.frames().filter((f) => f.y > box.top && f.y + f.height < box.bottom);
              const rows = [...new Set(seen.map((f) => f.y))].sort((a, b) => b - a);
              const y = rows[Math.min({{row}}, rows.length - 1)];
              const f = seen.filter((f) => f.y === y).sort((a, b) => b.width - a.width)[0];
              return [f.x + f.width / 2, f.y + f.height / 2];
            })()
            """));
        await page.ClickAsync(place[0].GetDouble(), place[1].GetDouble());
    }
}
