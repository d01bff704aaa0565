using System.Runtime.InteropServices;

namespace Sonde.Linux.Tests;

/// <summary>Runs code as another user on a thread of its own: the kernel keeps users per thread, only libc sets them for all.</summary>
internal static partial class OtherUser
{
    /// <summary>The number of setresuid (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).</summary>
    private static long SetResUid => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117;

    /// <summary>PR_SET_DUMPABLE (include/uapi/linux/prctl.h).</summary>
    private const int SetDumpable = 4;

    public static T Run<T>(int user, Func<T> function)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (syscall(SetResUid, user, user, user) != 0)
                    throw new InvalidOperationException($"setresuid: {Marshal.GetLastPInvokeErrorMessage()}; this test needs root");
                result = function();
            }
            catch (Exception error)
            {
                failure = error;
            }
        });
        thread.Start();
        thread.Join();
        // A change of user makes the whole process one that may not be looked into: take that back.
        if (prctl(SetDumpable, 1) != 0)
            throw new InvalidOperationException($"prctl: {Marshal.GetLastPInvokeErrorMessage()}");
        return failure is null ? result! : throw new InvalidOperationException("the other user's thread failed", failure);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long real, long effective, long saved);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, ulong value);
}
