using System.Runtime.InteropServices;

namespace Sonde.Linux.Tests;

/// <summary>The kernel's number of the calling thread.</summary>
internal static partial class NativeThread
{
    public static int Id => gettid();

    [LibraryImport("libc")]
    private static partial int gettid();
}
