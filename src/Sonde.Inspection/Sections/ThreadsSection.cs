using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Inspection.Subjects;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>Threads that do not come back: in uninterruptible sleep, or for the whole interval in a call that should be short.</summary>
internal sealed class ThreadsSection : InspectionSection
{
    private const int MaxRows = 10;

    private const string ChildWait = "vfork";

    /// <summary>A program waits in these for work to do, for as long as it takes: nothing follows from it.</summary>
    private static readonly HashSet<string> Patient = new(StringComparer.Ordinal)
    {
        "read", "readv", "recvfrom", "recvmsg", "recvmmsg", "poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2", "accept",
        "accept4", "futex", "futex_waitv", "nanosleep", "clock_nanosleep", "pause", "rt_sigsuspend", "rt_sigtimedwait", "wait4", "waitid", "restart_syscall",
        "io_getevents", "io_uring_enter", "semop", "semtimedop", "msgrcv", "mq_timedreceive", ChildWait,
    };

    /// <summary>Their first argument is a file descriptor.</summary>
    private static readonly HashSet<string> OnFiles = new(StringComparer.Ordinal)
    {
        "read", "write", "readv", "writev", "pread64", "pwrite64", "fsync", "fdatasync", "flock", "fcntl", "connect", "sendto", "sendmsg", "fstat",
        "ftruncate", "fallocate", "getdents64", "syncfs", "sync_file_range", "ioctl", "close",
    };

    private Dictionary<ThreadId, ((ulong Slices, ulong Ticks) Steps, long? Call)> _blocked = [];

    /// <inheritdoc/>
    public override string Title => "Threads";

    /// <inheritdoc/>
    public override int Order => 60;

    /// <inheritdoc/>
    public override bool AppliesTo(InspectionSubject subject) => true;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines) =>
        _blocked = Read(subject).ToDictionary(thread => thread.Id, thread => (thread.Steps, thread.Call));

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        List<BlockedThread> now = Read(subject);
        int stuck = 0;
        foreach (BlockedThread thread in now)
        {
            bool same = _blocked.TryGetValue(thread.Id, out ((ulong Slices, ulong Ticks) Steps, long? Call) before) && before == (thread.Steps, thread.Call);
            if (same && ++stuck <= MaxRows)
                lines.Add(Row(subject, thread, elapsed));
        }

        lines.Add(new InspectionLine
        {
            Name = "stuck",
            Span = LineSpan.Interval,
            Text = stuck == 0 ? "no thread is stuck" : Figures.Count(stuck, "thread is stuck", "threads are stuck"),
            Judgement = stuck == 0 ? Judgement.Ok : Judgement.Warn,
            Measures = [new("stuck", stuck, "count")],
        });
        _blocked = now.ToDictionary(thread => thread.Id, thread => (thread.Steps, thread.Call));
    }

    /// <summary>The threads in uninterruptible sleep, and those in a call that should be short.</summary>
    private static List<BlockedThread> Read(InspectionSubject subject)
    {
        var found = new List<BlockedThread>();
        foreach (ProcessId process in subject.Processes)
        {
            foreach (ThreadId thread in subject.Proc.ReadThreads(process))
            {
                if (subject.Proc.TryReadThreadStat(process, thread) is not { State: ProcessState.DiskWait or ProcessState.Sleeping, IsKernelThread: false } stat)
                    continue;
                bool uninterruptible = stat.State == ProcessState.DiskWait;
                // Of the whole machine only what is stuck for certain: asking each sleeper would take too long.
                if (!uninterruptible && subject.IsHost)
                    continue;
                long? call = ThreadCall.TryRead(subject.Proc, process, thread, out ThreadCall now) ? now.Number : null;
                if (uninterruptible || (call is >= 0 and { } number && NameOf(number) is { } name && !Patient.Contains(name)))
                {
                    // Ticks alone are too coarse: a thread that writes block by block uses less than one in a second.
                    ulong slices = subject.Proc.TryReadThreadSchedule(process, thread)?.Timeslices ?? 0;
                    found.Add(new BlockedThread(process, thread, stat.Comm, uninterruptible, (slices, stat.UserTicks + stat.SystemTicks), call));
                }
            }
        }

        return found;
    }

    private static string? NameOf(long call) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? SystemCallNames.Get(call) : null;

    private static InspectionLine Row(InspectionSubject subject, BlockedThread thread, TimeSpan elapsed)
    {
        string call = thread.Call switch
        {
            null => "in a call that may not be seen (same user, or CAP_SYS_PTRACE)",
            < 0 => "in no system call, as for a page of memory",
            { } number => NameOf(number) ?? string.Create(CultureInfo.InvariantCulture, $"system call {number}"),
        };
        string file = OnFiles.Contains(call) && ThreadCall.TryRead(subject.Proc, thread.Process, thread.Id, out ThreadCall now) && now.Number == thread.Call
            && ReadFile(subject, thread.Process, now.FirstArgument) is { } name ? $" on {Figures.Printable(name)}" : "";
        string place = subject.Proc.TryReadWaitChannel(thread.Process, thread.Id) is { } channel ? $", in the kernel's {channel}" : "";
        string what = $"thread {thread.Id} ({Figures.Printable(thread.Name)}) of pid {thread.Process}: {call}{file}{place}";
        return new InspectionLine
        {
            Name = thread.Uninterruptible ? "in D" : "in a call",
            Span = LineSpan.Interval,
            Text = $"{what}, without a step for {Figures.Time(elapsed.TotalSeconds)}",
            Judgement = thread.Uninterruptible ? Judgement.Bad : Judgement.Warn,
            Reason = call == ChildWait ? "it goes on when its child has ended or called execve"
                : thread.Uninterruptible ? "uninterruptible sleep: signals have to wait until the kernel has its answer" : "this call should be short",
            Measures = [new("pid", thread.Process.Value, "count"), new("tid", thread.Id.Value, "count"), new("call", thread.Call ?? -1, "count")],
            Answer = $"Stuck: {what}",
            Weight = thread.Uninterruptible ? 85 : 50,
        };
    }

    private static string? ReadFile(InspectionSubject subject, ProcessId process, ulong descriptor)
    {
        try
        {
            return descriptor < int.MaxValue
                ? new FileInfo(subject.Proc.PathOf(process, string.Create(CultureInfo.InvariantCulture, $"fd/{descriptor}"))).LinkTarget
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
