using System.Runtime.InteropServices;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>Knows <c>futex(2)</c>: what locks, semaphores and conditions of C libraries wait in.</summary>
internal static class FutexCall
{
    // asm/unistd_64.h of x86-64; asm-generic/unistd.h, which arm64 uses.
    private const long X64 = 202, Generic = 98;

    /// <summary>True for a thread that waits for a futex, whose address is then the call's first argument.</summary>
    public static bool IsFutex(ThreadCall call) =>
        call.Number == (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? X64 : Generic);
}
