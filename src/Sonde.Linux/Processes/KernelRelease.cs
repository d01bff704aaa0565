namespace Sonde.Linux.Processes;

/// <summary>The running kernel.</summary>
public static class KernelRelease
{
    /// <summary>Its release as uname(2) tells it, for example <c>6.1.0-18-amd64</c>; empty when procfs does not tell it.</summary>
    /// <param name="procRoot">Where the procfs is mounted.</param>
    public static string Read(string procRoot = "/proc")
    {
        string path = $"{procRoot}/sys/kernel/osrelease";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }
}
