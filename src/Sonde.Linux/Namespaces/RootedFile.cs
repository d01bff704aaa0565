using System.Runtime.InteropServices;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Namespaces;

/// <summary>Opens files without ever leaving a root, and without waiting.</summary>
internal static unsafe partial class RootedFile
{
    /// <summary>The kernel has no such system call, or a seccomp profile hides it.</summary>
    public const int Enosys = 38;

    /// <summary>openat2 met a rename while it walked <c>..</c>: try again (openat2(2)).</summary>
    private const int Eagain = 11;

    /// <summary>A target that renames without end must not hold us.</summary>
    private const int MaxAttempts = 16;

    private const int CloseOnExec = 0x80000, NonBlocking = 0x800, PathOnly = 0x200000;

    /// <summary>The number of openat2 on all architectures (include/uapi/asm-generic/unistd.h).</summary>
    private const long OpenAt2Number = 437;

    /// <summary>RESOLVE_NO_MAGICLINKS | RESOLVE_IN_ROOT (include/uapi/linux/openat2.h).</summary>
    private const ulong ResolveInRoot = 0x02 | 0x10;

    /// <summary>O_NOFOLLOW, which differs (arch/arm64/include/uapi/asm/fcntl.h).</summary>
    private static int NoFollow => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>O_DIRECTORY, which differs (arch/arm64/include/uapi/asm/fcntl.h).</summary>
    private static int DirectoryOnly => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>Opens a path below a root for reading.</summary>
    /// <returns>A file descriptor, or the negated error number; <c>-ENOSYS</c> when the kernel cannot.</returns>
    public static int Open(string root, string path)
    {
        int directory = Retry(root, PathOnly | DirectoryOnly | CloseOnExec);
        if (directory < 0)
            return directory;
        var how = new OpenHow { Flags = CloseOnExec | NonBlocking, Resolve = ResolveInRoot };
        int result = -Eagain;
        for (int attempt = 0; attempt < MaxAttempts && -result is (Errno.Eintr or Eagain); attempt++)
        {
            nint file = syscall(OpenAt2Number, directory, path, &how, (nuint)sizeof(OpenHow));
            result = file < 0 ? -Marshal.GetLastPInvokeError() : (int)file;
        }

        NativeFile.Close(directory);
        // Older container runtimes answer system calls that they do not know with EPERM.
        return result == -Errno.Eperm ? -Enosys : result;
    }

    /// <summary>Opens a path whose last part must not be a link.</summary>
    /// <returns>A file descriptor, or the negated error number.</returns>
    public static int OpenWithoutLinks(string path) => Retry(path, CloseOnExec | NonBlocking | NoFollow);

    /// <summary>Opens a path and follows links.</summary>
    /// <returns>A file descriptor, or the negated error number.</returns>
    public static int OpenWithoutWaiting(string path) => Retry(path, CloseOnExec | NonBlocking);

    private static int Retry(string path, int flags)
    {
        int file;
        while ((file = open(path, flags)) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.Eintr)
                return -error;
        }

        return file;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(long number, long directory, string path, OpenHow* how, nuint size);

    /// <summary><c>struct open_how</c> (include/uapi/linux/openat2.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
