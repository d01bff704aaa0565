using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sonde.TestTargets.Browser;

/// <summary>A tab: real mouse, keyboard and touch events go in; what the page holds and shows comes out.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DevTools _tools;
    private readonly string _target;
    private readonly string _session;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private BrowserPage(DevTools tools, string target, string session)
    {
        _tools = tools;
        _target = target;
        _session = session;
        tools.Received += OnEvent;
    }

    /// <summary>Addresses that the page has asked for, its own and inline data left out.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Errors that the page's scripts did not catch, and what the browser complained about.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    internal static async Task<BrowserPage> OpenAsync(DevTools tools, Uri address, PageOptions options)
    {
        JsonObject target = await tools.SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        string id = target["targetId"]!.GetValue<string>();
        JsonObject attached = await tools.SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = id, ["flatten"] = true });
        var page = new BrowserPage(tools, id, attached["sessionId"]!.GetValue<string>());
        foreach (string domain in new[] { "Page", "Runtime", "Network", "Log" })
            await page.SendAsync($"{domain}.enable");
        await page.ResizeAsync(options);
        await page.PreferAsync(options.PrefersDark);
        if (options.IsMobile)
            await page.SendAsync("Emulation.setTouchEmulationEnabled", new JsonObject { ["enabled"] = true });
        if (!options.Scripts)
            await page.SendAsync("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = true });
        page._address = address.AbsoluteUri;
        await page.SendAsync("Page.navigate", new JsonObject { ["url"] = address.AbsoluteUri });
        await page._loaded.Task.WaitAsync(Patience);
        return page;
    }

    private string _address = "";

    /// <summary>Sends a command of the DevTools protocol to this tab.</summary>
    public Task<JsonObject> SendAsync(string method, JsonObject? parameters = null) => _tools.SendAsync(method, parameters, _session);

    /// <summary>Changes the size of the page.</summary>
    public Task ResizeAsync(PageOptions options) => SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject
    {
        ["width"] = options.Width,
        ["height"] = options.Height,
        ["deviceScaleFactor"] = options.Scale,
        ["mobile"] = options.IsMobile,
    });

    /// <summary>Changes whether the system is light or dark.</summary>
    public Task PreferAsync(bool dark) => SendAsync("Emulation.setEmulatedMedia", new JsonObject
    {
        ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
    });

    /// <summary>Evaluates an expression, waits for it when it is a promise, and returns its value as JSON.</summary>
    /// <exception cref="InvalidOperationException">It threw.</exception>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        JsonObject answer = await SendAsync("Runtime.evaluate", new JsonObject
        {
            ["expression"] = expression,
            ["returnByValue"] = true,
            ["awaitPromise"] = true,
            ["userGesture"] = true,
        });
        if (answer["exceptionDetails"] is { } details)
            throw new InvalidOperationException($"{expression}: {details["exception"]?["description"] ?? details["text"]}");
        JsonNode? value = answer["result"]!["value"];
        return JsonSerializer.SerializeToElement(value);
    }

    /// <summary>Evaluates an expression to a text.</summary>
    public async Task<string> TextAsync(string expression) => (await EvaluateAsync($"String({expression})")).GetString()!;

    /// <summary>Evaluates an expression to a number.</summary>
    public async Task<double> NumberAsync(string expression) => (await EvaluateAsync(expression)).GetDouble();

    /// <summary>Waits until an expression is true.</summary>
    /// <exception cref="TimeoutException">It did not become true.</exception>
    public async Task UntilAsync(string expression)
    {
        long start = Stopwatch.GetTimestamp();
        while ((await EvaluateAsync($"Boolean({expression})")).ValueKind != JsonValueKind.True)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"never true: {expression}");
            await Task.Delay(10);
        }
    }

    /// <summary>Moves the mouse.</summary>
    public Task MoveAsync(double x, double y) => MouseAsync("mouseMoved", x, y, "none", 0);

    /// <summary>Moves the mouse and clicks.</summary>
    public async Task ClickAsync(double x, double y)
    {
        await MoveAsync(x, y);
        await MouseAsync("mousePressed", x, y, "left", 1);
        await MouseAsync("mouseReleased", x, y, "left", 1);
    }

    /// <summary>Clicks the middle of the element that a CSS selector finds.</summary>
    public async Task ClickAsync(string selector)
    {
        JsonElement middle = await EvaluateAsync(
            $$"""(() => { const r = document.querySelector({{JsonSerializer.Serialize(selector)}}).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()""");
        await ClickAsync(middle[0].GetDouble(), middle[1].GetDouble());
    }

    /// <summary>Touches the screen with one finger.</summary>
    public async Task TouchAsync(double x, double y)
    {
        await SendAsync("Input.dispatchTouchEvent", new JsonObject
        {
            ["type"] = "touchStart",
            ["touchPoints"] = new JsonArray(new JsonObject { ["x"] = x, ["y"] = y }),
        });
        await SendAsync("Input.dispatchTouchEvent", new JsonObject { ["type"] = "touchEnd", ["touchPoints"] = new JsonArray() });
    }

    /// <summary>Presses and releases keys, each by its name (<c>Enter</c>, <c>ArrowUp</c>) or as one character.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (string key in keys)
        {
            var down = new JsonObject { ["type"] = "keyDown", ["key"] = key };
            if (key.Length == 1)
                down["text"] = key;
            else if (key == "Enter")
                down["text"] = "\r";
            int code = CodeOf(key);
            down["windowsVirtualKeyCode"] = code;
            await SendAsync("Input.dispatchKeyEvent", down);
            await SendAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = key, ["windowsVirtualKeyCode"] = code });
        }
    }

    /// <summary>Types a text.</summary>
    public Task TypeAsync(string text) => PressAsync([.. text.Select(c => c.ToString())]);

    /// <summary>Takes a picture of what is visible, as PNG.</summary>
    public async Task<byte[]> ScreenshotAsync()
    {
        JsonObject shot = await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" });
        return Convert.FromBase64String(shot["data"]!.GetValue<string>());
    }

    /// <summary>Prints the page as PDF.</summary>
    public async Task<byte[]> PrintAsync()
    {
        JsonObject pdf = await SendAsync("Page.printToPDF", new JsonObject { ["printBackground"] = true, ["landscape"] = true });
        return Convert.FromBase64String(pdf["data"]!.GetValue<string>());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _tools.Received -= OnEvent;
        await _tools.SendAsync("Target.closeTarget", new JsonObject { ["targetId"] = _target });
    }

    private static int CodeOf(string key) => key switch
    {
        "Backspace" => 8,
        "Tab" => 9,
        "Enter" => 13,
        "Escape" => 27,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        // The codes of punctuation are those of other keys' names: "(" would be taken for an arrow.
        _ => key.Length == 1 && char.IsAsciiLetterOrDigit(key[0]) ? char.ToUpperInvariant(key[0]) : 0,
    };

    private Task<JsonObject> MouseAsync(string type, double x, double y, string button, int count) =>
        SendAsync("Input.dispatchMouseEvent", new JsonObject
        {
            ["type"] = type,
            ["x"] = x,
            ["y"] = y,
            ["button"] = button,
            ["clickCount"] = count,
        });

    private void OnEvent(string session, string method, JsonObject parameters)
    {
        if (session != _session)
            return;
        switch (method)
        {
            case "Page.loadEventFired":
                if (_address.Length > 0)
                    _loaded.TrySetResult();
                break;
            case "Network.requestWillBeSent":
                string url = parameters["request"]!["url"]!.GetValue<string>();
                if (url != _address && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("about:", StringComparison.Ordinal))
                    _requests.Enqueue(url);
                break;
            case "Runtime.exceptionThrown":
                JsonNode details = parameters["exceptionDetails"]!;
                _errors.Enqueue((details["exception"]?["description"] ?? details["text"])!.GetValue<string>());
                break;
            case "Log.entryAdded" when parameters["entry"]!["level"]!.GetValue<string>() == "error":
                _errors.Enqueue(parameters["entry"]!["text"]!.GetValue<string>());
                break;
        }
    }
}
