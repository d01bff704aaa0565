using System.Runtime.InteropServices;

namespace Sonde.Linux.Timing;

/// <summary>The kernel's clocks that do not jump (clock_gettime(2)), in nanoseconds.</summary>
public static unsafe partial class MonotonicClock
{
    private const int Monotonic = 1, ThreadCpu = 3, AbsoluteTime = 1; // include/uapi/linux/time.h
    private const int Eintr = 4;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Time since some moment in the past.</summary>
    public static long Now => Read(Monotonic);

    /// <summary>CPU time of the calling thread.</summary>
    public static long ThreadCpuTime => Read(ThreadCpu);

    /// <summary>
    /// Sleeps until <see cref="Now"/> reaches a deadline; not at all when it has passed. Deadlines keep a rate without drift,
    /// which sleeping for a time cannot.
    /// </summary>
    public static void SleepUntil(long deadline)
    {
        var time = new Timespec(deadline / NanosecondsPerSecond, deadline % NanosecondsPerSecond);
        while (clock_nanosleep(Monotonic, AbsoluteTime, &time, null) == Eintr)
        {
        }
    }

    private static long Read(int clock)
    {
        Timespec time;
        _ = clock_gettime(clock, &time);
        return (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds;
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, Timespec* time);

    [LibraryImport("libc")]
    private static partial int clock_nanosleep(int clock, int flags, Timespec* request, Timespec* remaining);

    /// <summary>struct timespec (include/uapi/linux/time.h) on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Timespec(long Seconds, long Nanoseconds);
}
