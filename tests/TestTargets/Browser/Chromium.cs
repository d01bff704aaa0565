using System.Diagnostics;
using System.Globalization;

namespace Sonde.TestTargets.Browser;

/// <summary>
/// Debian's Chromium without a screen, with a profile folder of its own, driven through the DevTools protocol. It may reach
/// nothing but files: every name resolves to nowhere.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private readonly Process _process;
    private readonly string _folder;
    private readonly DevTools _tools;

    private Chromium(Process process, string folder, DevTools tools)
    {
        _process = process;
        _folder = folder;
        _tools = tools;
    }

    /// <summary>Starts the browser and waits until it can be driven.</summary>
    /// <exception cref="FileNotFoundException">It is not installed.</exception>
    public static async Task<Chromium> StartAsync()
    {
        if (!File.Exists(Program))
            throw new FileNotFoundException($"{Program} is missing: run eng/deps");
        string folder = Directory.CreateTempSubdirectory("sonde-chromium-").FullName;
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in new[]
        {
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-port=0", $"--user-data-dir={folder}", "about:blank",
        })
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} did not start");
        try
        {
            // Nobody reads what it says, but a full pipe would stop it.
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            Uri address = await AddressAsync(process, Path.Combine(folder, "DevToolsActivePort"));
            return new Chromium(process, folder, await DevTools.ConnectAsync(address));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file in a tab of its own and waits until it has loaded.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">Size of the page and what the reader prefers.</param>
    public Task<BrowserPage> OpenAsync(string file, PageOptions? options = null) =>
        BrowserPage.OpenAsync(_tools, new Uri(Path.GetFullPath(file)), options ?? new PageOptions());

    /// <summary>Processor time of the browser and its children so far, and the greatest memory of any of them.</summary>
    public int ProcessId => _process.Id;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _tools.DisposeAsync();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        // Its children may still be writing for a moment.
        Eventually.True(() => TryDelete(_folder), $"{_folder} can be deleted");
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(folder);
        }
    }

    private static async Task<Uri> AddressAsync(Process process, string file)
    {
        // The browser writes its port and then its path, each on a line.
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60))
        {
            if (File.Exists(file) && await File.ReadAllLinesAsync(file) is [string port, string path])
                return new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{port}{path}"));
            if (process.HasExited)
                throw new InvalidOperationException($"{Program} ended with exit code {process.ExitCode}");
            await Task.Delay(20);
        }

        throw new TimeoutException($"{Program} did not listen in time");
    }
}
