using System.ComponentModel;
using System.Diagnostics;

namespace Sonde.Cli.Output;

/// <summary>The desktop that the user may sit at.</summary>
internal static class Desktop
{
    private const string Opener = "xdg-open";

    /// <summary>A window can be shown: there is an X11 or Wayland display.</summary>
    public static bool HasDisplay =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"))
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY"));

    /// <summary>Asks the desktop to show a file; false when it has no <c>xdg-open</c>, or that fails.</summary>
    public static bool TryOpen(string path)
    {
        var start = new ProcessStartInfo(Opener) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(path);
        try
        {
            using Process process = Process.Start(start)!;
            // It hands the file to a browser and ends; some desktops keep it running as long as the browser.
            return !process.WaitForExit(TimeSpan.FromSeconds(5)) || process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
