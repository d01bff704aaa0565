using System.Globalization;
using System.Runtime.InteropServices;

namespace Sonde.Linux.Perf;

/// <summary>
/// The kernel's tracepoints, read from tracefs. Where that is not mounted, it is mounted for this process alone, at no place that
/// anybody else can see (fsmount(2), Linux 5.2, needs CAP_SYS_ADMIN).
/// </summary>
public sealed partial class TraceEvents : IDisposable
{
    // fsopen(2), fsconfig(2), fsmount(2): the same numbers on every architecture (include/uapi/asm-generic/unistd.h).
    private const nint FsOpen = 430, FsConfig = 431, FsMount = 432;
    private const nint CloseOnExec = 1; // FSOPEN_CLOEXEC, FSMOUNT_CLOEXEC (include/uapi/linux/mount.h)
    private const nint ConfigCreate = 6; // FSCONFIG_CMD_CREATE

    /// <summary>Where tracefs is usually mounted (Documentation/trace/ftrace.rst).</summary>
    public static readonly IReadOnlyList<string> UsualFolders = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    private readonly IReadOnlyList<string> _folders;
    private readonly bool _mayMount;
    private string? _root;
    private string? _problem;
    private int _mount = -1;

    /// <summary>Prepares; nothing is opened before the first question.</summary>
    /// <param name="folders">Where tracefs may be mounted; null for the usual places.</param>
    /// <param name="mayMount">Mount it privately when it is at none of them.</param>
    public TraceEvents(IReadOnlyList<string>? folders = null, bool mayMount = true)
    {
        _folders = folders ?? UsualFolders;
        _mayMount = mayMount;
    }

    /// <summary>Why tracepoints cannot be looked up; null when they can.</summary>
    public string? Problem
    {
        get
        {
            _ = Root();
            return _problem;
        }
    }

    /// <summary>Names of the groups, <c>sched</c> and the like; empty when there is a <see cref="Problem"/>.</summary>
    public IReadOnlyList<string> Groups() => Root() is { } root ? FoldersIn(root) : [];

    /// <summary>Names of a group's events without the group; empty when there is no such group.</summary>
    public IReadOnlyList<string> EventsOf(string group) => Root() is { } root && IsName(group) ? FoldersIn($"{root}/{group}") : [];

    /// <summary>The event as perf opens it; null when there is none or it cannot be looked up.</summary>
    /// <param name="group">For example <c>sched</c>.</param>
    /// <param name="name">For example <c>sched_switch</c>.</param>
    public PerfEventSpec? TryFind(string group, string name) =>
        ulong.TryParse(ReadFile(group, name, "id"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out ulong id)
            ? new PerfEventSpec($"{group}:{name}", PerfEventType.Tracepoint, id) { IsOfKernel = true }
            : null;

    /// <summary>What an event records; null when there is none or it cannot be looked up.</summary>
    public TracepointFormat? TryReadFormat(string group, string name) =>
        ReadFile(group, name, "format") is { } text ? TracepointFormat.Parse(text) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_mount >= 0)
            _ = PerfNative.close(_mount);
        _mount = -1;
        _root = null;
        _problem = "closed";
    }

    private string? Root()
    {
        if (_root is not null || _problem is not null)
            return _root;
        bool isHidden = false;
        foreach (string folder in _folders)
        {
            try
            {
                if (Directory.EnumerateDirectories($"{folder}/events").Any())
                    return _root = $"{folder}/events";
            }
            catch (UnauthorizedAccessException)
            {
                isHidden = true;
            }
            catch (IOException)
            {
                // Not mounted there.
            }
        }

        _mount = _mayMount ? Mount() : -1;
        if (_mount >= 0)
            return _root = $"/proc/self/fd/{_mount.ToString(CultureInfo.InvariantCulture)}/events";
        _problem = isHidden
            ? $"{_folders[0]} may not be read: run as root, or give the group of tracefs the right to read it"
            : $"tracefs is not mounted and may not be mounted here: mount -t tracefs nodev {_folders[0]}, or run with CAP_SYS_ADMIN";
        return null;
    }

    private string? ReadFile(string group, string name, string file)
    {
        if (!IsName(group) || !IsName(name) || Root() is not { } root)
            return null;
        try
        {
            return File.ReadAllText($"{root}/{group}/{name}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static List<string> FoldersIn(string path)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Nothing that leads to another folder.
    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static int Mount()
    {
        nint context = syscall(FsOpen, "tracefs", CloseOnExec);
        if (context < 0)
            return -1;
        nint mount = syscall(FsConfig, context, ConfigCreate, 0, 0, 0) < 0 ? -1 : syscall(FsMount, context, CloseOnExec, 0);
        _ = PerfNative.close((int)context);
        return (int)mount;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint syscall(nint number, string text, nint flags);

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nint first, nint second, nint third);

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nint first, nint second, nint third, nint fourth, nint fifth);
}
