using System.Globalization;
using System.Text;

namespace Sonde.Linux.Procfs;

/// <summary>
/// Reads a procfs. Processes come and go while they are looked at: what has gone reads as null or empty, never as an
/// exception. A process that this mount hides (<c>hidepid</c>) counts as gone.
/// </summary>
public sealed class ProcFileSystem
{
    private bool? _isOwnNamespace;

    /// <summary>Prepares to read; nothing is opened.</summary>
    /// <param name="root">Where the procfs is mounted, or a recorded tree of the same shape.</param>
    public ProcFileSystem(string root = "/proc") => Root = root.Length > 1 ? root.TrimEnd('/') : root;

    /// <summary>Where the procfs is mounted.</summary>
    public string Root { get; }

    /// <summary>The path of a file about a process, for example <c>/proc/17/maps</c>.</summary>
    public string PathOf(ProcessId process, string file) => $"{Root}/{process}/{file}";

    /// <summary>The path of a file about a thread.</summary>
    public string PathOf(ProcessId process, ThreadId thread, string file) => $"{Root}/{process}/task/{thread}/{file}";

    /// <summary>All processes that can be seen, by rising ID; threads other than the main one are not listed.</summary>
    public IReadOnlyList<ProcessId> EnumerateProcesses()
    {
        List<int> ids = ReadNumbers(Root);
        ids.Sort();
        return ids.ConvertAll(id => new ProcessId(id));
    }

    /// <summary>
    /// The ID that was given last, to a process or a thread (<c>/proc/loadavg</c>, proc_loadavg(5)): while it stays the same, none has begun.
    /// Null where this procfs tells of another PID namespace than the caller's, for which the kernel answers.
    /// </summary>
    public int? TryReadLastId()
    {
        _isOwnNamespace ??= NativeFile.ReadLink($"{Root}/self", out _) == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (_isOwnNamespace is false)
            return null;
        using FileContent content = FileContent.Read($"{Root}/loadavg");
        var fields = new FieldReader(content.Bytes.TrimEnd((byte)'\n'));
        return fields.TrySkip(4) && fields.TryReadInt32(out int last) ? last : null;
    }

    /// <summary>True while the ID is in use, also by a zombie or a thread.</summary>
    public bool Exists(ProcessId process) => Directory.Exists($"{Root}/{process}");

    /// <summary>Reads <c>/proc/PID/stat</c>; null when the process has gone.</summary>
    public ProcessStat? TryReadStat(ProcessId process) => TryReadStat(PathOf(process, "stat"));

    /// <summary>Reads <c>/proc/PID/task/TID/stat</c>; null when the thread has gone.</summary>
    public ProcessStat? TryReadThreadStat(ProcessId process, ThreadId thread) =>
        TryReadStat(PathOf(process, thread, "stat"));

    /// <summary>Reads <c>/proc/PID/task/TID/schedstat</c>; null when the thread has gone, or the kernel does not count.</summary>
    public ThreadSchedule? TryReadThreadSchedule(ProcessId process, ThreadId thread)
    {
        using FileContent content = FileContent.Read(PathOf(process, thread, "schedstat"));
        return ThreadScheduleReader.TryParse(content.Bytes, out ThreadSchedule schedule) ? schedule : null;
    }

    /// <summary>Reads <c>/proc/PID/status</c>; null when the process has gone.</summary>
    public ProcessStatus? TryReadStatus(ProcessId process)
    {
        using FileContent content = FileContent.Read(PathOf(process, "status"));
        return ProcessStatus.TryParse(content.Bytes, out ProcessStatus? status) ? status : null;
    }

    /// <summary>The threads of a process, the main thread first, then by rising ID; empty when the process has gone.</summary>
    public IReadOnlyList<ThreadId> ReadThreads(ProcessId process)
    {
        List<int> ids = ReadNumbers(PathOf(process, "task"));
        ids.Sort((a, b) => (a != process.Value, a).CompareTo((b != process.Value, b)));
        return ids.ConvertAll(id => new ThreadId(id));
    }

    /// <summary>The name of a thread (<c>comm</c>); null when it has gone.</summary>
    public string? TryReadThreadName(ProcessId process, ThreadId thread) => TryReadName(PathOf(process, thread, "comm"));

    /// <summary>The name of a process (<c>comm</c> of its main thread); null when it has gone.</summary>
    public string? TryReadName(ProcessId process) => TryReadName(PathOf(process, "comm"));

    /// <summary>
    /// The kernel function that a sleeping thread waits in, for example <c>futex_do_wait</c>; null when the thread has gone,
    /// runs, or may not be asked (needs the right to trace it).
    /// </summary>
    public string? TryReadWaitChannel(ProcessId process, ThreadId thread)
    {
        using FileContent content = FileContent.Read(PathOf(process, thread, "wchan"));
        ReadOnlySpan<byte> name = content.Bytes.Trim((byte)'\n');
        return name.IsEmpty || name.SequenceEqual("0"u8) ? null : Encoding.UTF8.GetString(name);
    }

    /// <summary>The memory mappings of a process by rising address; empty when it has gone, is a zombie or a kernel thread.</summary>
    /// <exception cref="TargetException">Not permitted; the message names the uid and the capability.</exception>
    public IReadOnlyList<MemoryMap> ReadMaps(ProcessId process)
    {
        using FileContent content = FileContent.Read(PathOf(process, "maps"));
        if (Errno.IsPermission(content.Error))
            throw NotPermitted(process, "maps");
        return MemoryMap.ParseAll(content.Bytes);
    }

    /// <summary>
    /// The executable as the target's mount namespace names it; null when the process has gone, is a zombie or a kernel thread.
    /// A removed or replaced file keeps the kernel's suffix <c> (deleted)</c>.
    /// </summary>
    /// <exception cref="TargetException">Not permitted; the message names the uid and the capability.</exception>
    public string? TryReadExecutablePath(ProcessId process)
    {
        string? path = NativeFile.ReadLink(PathOf(process, "exe"), out int error);
        return Errno.IsPermission(error) ? throw NotPermitted(process, "exe") : path;
    }

    /// <summary>
    /// The arguments of a process, its program first; null when it has gone, empty for kernel threads and zombies. Arguments may
    /// hold secrets: show them only when asked.
    /// </summary>
    public IReadOnlyList<string>? TryReadCommandLine(ProcessId process)
    {
        using FileContent content = FileContent.Read(PathOf(process, "cmdline"));
        if (!content.Succeeded)
            return null;
        ReadOnlySpan<byte> bytes = content.Bytes;
        if (bytes.EndsWith("\0"u8))
            bytes = bytes[..^1];
        return bytes.IsEmpty ? [] : Encoding.UTF8.GetString(bytes).Split('\0');
    }

    /// <summary>The living children of a process, started by any of its threads, by rising ID.</summary>
    public IReadOnlyList<ProcessId> ReadChildren(ProcessId process)
    {
        var children = new List<ProcessId>();
        foreach (ThreadId thread in ReadThreads(process))
        {
            using FileContent content = FileContent.Read(PathOf(process, thread, "children"));
            if (!content.Succeeded && Exists(process))
                return ScanForChildren(process); // a kernel without CONFIG_PROC_CHILDREN, or a thread that has just ended
            var ids = new FieldReader(content.Bytes);
            while (ids.TryReadInt32(out int id))
                children.Add(new ProcessId(id));
        }

        children.Sort((a, b) => a.Value.CompareTo(b.Value));
        return children;
    }

    /// <summary>The error for a file that may not be read; names whose rights are needed.</summary>
    internal TargetException NotPermitted(ProcessId process, string file)
    {
        string advice = TryReadStatus(process) is not { } status
            ? "run as its user or with CAP_SYS_PTRACE"
            : status.Uid.Effective == NativeFile.EffectiveUser()
                ? "the user is the same, but it has more capabilities or is not dumpable, so CAP_SYS_PTRACE is needed"
                : $"run as its user (uid {status.Uid.Effective}) or with CAP_SYS_PTRACE";
        return new TargetException(
            TargetError.PermissionDenied, $"reading {PathOf(process, file)} is not permitted: {advice}");
    }

    private static ProcessStat? TryReadStat(string path)
    {
        using FileContent content = FileContent.Read(path);
        return ProcessStat.TryParse(content.Bytes, out ProcessStat? stat) ? stat : null;
    }

    private static string? TryReadName(string path)
    {
        using FileContent content = FileContent.Read(path);
        ReadOnlySpan<byte> name = content.Bytes;
        // Exactly one line end is the file's own: a name may itself end with one.
        return content.Succeeded ? Encoding.UTF8.GetString(name.EndsWith("\n"u8) ? name[..^1] : name) : null;
    }

    private static List<int> ReadNumbers(string path)
    {
        var numbers = new List<int>();
        using NumberedDirectory? directory = NumberedDirectory.Open(path, out _);
        while (directory is not null && directory.TryReadNext(out int number))
            numbers.Add(number);
        return numbers;
    }

    private List<ProcessId> ScanForChildren(ProcessId process)
    {
        var children = new List<ProcessId>();
        foreach (ProcessId candidate in EnumerateProcesses())
        {
            if (TryReadStat(candidate) is { } stat && stat.ParentProcess == process)
                children.Add(candidate);
        }

        return children;
    }
}
