using System.Runtime.InteropServices;

namespace Sonde.Kubernetes.Http;

/// <summary>How Sonde names itself to API servers, so that their audit logs and priority levels can tell it.</summary>
internal static class UserAgent
{
    /// <summary>For example <c>sonde/0.1.0 (linux/x64)</c>.</summary>
    public static string Text { get; } =
        $"sonde/{typeof(UserAgent).Assembly.GetName().Version?.ToString(3)} ({System()}/{RuntimeInformation.ProcessArchitecture})";

    private static string System() =>
        OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "other";
}
