using System.Runtime.InteropServices;

namespace Sonde.Linux.Perf;

/// <summary>The system calls behind perf events.</summary>
internal static unsafe partial class PerfNative
{
    public const int Eperm = 1, Enoent = 2, Esrch = 3, Eintr = 4, Enxio = 6, E2big = 7, Enomem = 12, Eacces = 13, Ebusy = 16,
        Enodev = 19, Einval = 22, Enfile = 23, Emfile = 24, Enosys = 38, Enotsupp = 95;

    // include/uapi/linux/perf_event.h: _IO('$', 0), _IO('$', 1), _IO('$', 5), _IOR('$', 7, __u64 *)
    public const ulong IoctlEnable = 0x2400, IoctlDisable = 0x2401, IoctlSetOutput = 0x2405, IoctlId = 0x80082407;

    public const int ProtectReadWrite = 3, MapShared = 1;

    public const short PollIn = 1, PollError = 8, PollHangUp = 16;

    /// <summary>PERF_FLAG_PID_CGROUP: the process ID is the descriptor of a cgroup's directory.</summary>
    public const ulong CgroupFlag = 4;

    private const ulong CloseOnExecFlag = 8; // PERF_FLAG_FD_CLOEXEC

    private static readonly nint SystemCallNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298, // arch/x86/entry/syscalls/syscall_64.tbl
        Architecture.Arm64 => 241, // include/uapi/asm-generic/unistd.h
        _ => throw new PlatformNotSupportedException("perf events are read on x86-64 and arm64 only"),
    };

    /// <summary>Returns a file descriptor or the negated error number.</summary>
    public static int PerfEventOpen(in PerfEventAttributes attributes, int pid, int cpu, ulong flags = 0)
    {
        fixed (PerfEventAttributes* pointer = &attributes)
        {
            nint result = syscall(SystemCallNumber, pointer, pid, cpu, -1, CloseOnExecFlag | flags);
            return result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Now on the clock of the records (CLOCK_MONOTONIC), in nanoseconds.</summary>
    public static ulong MonotonicTime() => Clock(1);

    /// <summary>Reads a clock by its number (include/uapi/linux/time.h).</summary>
    public static ulong Clock(int clock)
    {
        long* time = stackalloc long[2];
        return clock_gettime(clock, time) == 0 ? ((ulong)time[0] * 1_000_000_000) + (ulong)time[1] : 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(
        nint number, PerfEventAttributes* attributes, nint pid, nint cpu, nint group, ulong flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int file, ulong request, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial void* mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    public static partial int munmap(void* address, nuint length);

    [LibraryImport("libc")]
    public static partial int close(int file);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollDescriptor* descriptors, ulong count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int file, void* buffer, nuint count);

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, long* time);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int File;
        public short Events;
        public short Returned;
    }
}
