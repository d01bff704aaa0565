using System.Globalization;

namespace Sonde.Linux.Perf;

/// <summary>Numbers under <c>/proc/sys/kernel</c> (Documentation/admin-guide/sysctl/kernel.rst).</summary>
internal static class KernelSetting
{
    /// <summary>Reads a setting; null where the kernel does not have it, or hides it.</summary>
    public static int? Read(string name)
    {
        try
        {
            return int.TryParse(
                File.ReadAllText($"/proc/sys/kernel/{name}"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int value)
                ? value
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
