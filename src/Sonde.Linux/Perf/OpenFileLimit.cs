using System.Runtime.InteropServices;

namespace Sonde.Linux.Perf;

/// <summary>The limit of open files (RLIMIT_NOFILE).</summary>
internal static unsafe partial class OpenFileLimit
{
    private const int NoFile = 7; // include/uapi/asm-generic/resource.h

    /// <summary>Raises the soft limit to the hard one.</summary>
    /// <returns>How many files may be open.</returns>
    public static long Raise()
    {
        ulong* limits = stackalloc ulong[2];
        if (getrlimit(NoFile, limits) != 0)
            return 1024;
        if (limits[0] < limits[1])
        {
            ulong* raised = stackalloc ulong[2] { limits[1], limits[1] };
            if (setrlimit(NoFile, raised) == 0)
                limits[0] = limits[1];
        }

        return (long)Math.Min(limits[0], int.MaxValue);
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, ulong* limits);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, ulong* limits);
}
