using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Namespaces;

/// <summary>
/// Namespaces of a target, held open, for a child process to be started in (setns(2)). A user namespace cannot be joined: the kernel wants
/// a process with one thread for that.
/// </summary>
public sealed unsafe partial class NamespaceEntry : IDisposable
{
    // linux/sched.h
    private const int CloneFileSystem = 0x200;

    // O_PATH | O_DIRECTORY | O_CLOEXEC, of which O_DIRECTORY differs (arch/arm64/include/uapi/asm/fcntl.h).
    private static readonly int FolderFlags = 0x280000 | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000);

    private readonly List<(NamespaceKind Kind, SafeFileHandle File)> _open = [];
    private readonly List<string> _notes = [];
    private readonly ProcessId _target;
    private SafeFileHandle? _root, _ownRoot, _ownFolder;

    private NamespaceEntry(ProcessId target) => _target = target;

    /// <summary>The namespaces that can be joined, in the order in which they have to be: the mounts last, because they take the files away.</summary>
    public static IReadOnlyList<NamespaceKind> Joinable { get; } =
        [NamespaceKind.Uts, NamespaceKind.Ipc, NamespaceKind.Network, NamespaceKind.Pid, NamespaceKind.Mount];

    /// <summary>What is to be told about how they were joined; complete once a process was started.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The program is looked for, and sees files, in the target's root.</summary>
    public bool ChangesRoot => _root is not null;

    /// <summary>Opens namespaces of a process; those that are ours already are left out.</summary>
    /// <param name="proc">The procfs to read.</param>
    /// <param name="target">The process.</param>
    /// <param name="kinds">Which.</param>
    /// <exception cref="TargetException">The process is gone, or may not be read.</exception>
    public static NamespaceEntry Open(ProcFileSystem proc, ProcessId target, IReadOnlyCollection<NamespaceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(proc);
        var reader = new NamespaceReader(proc);
        var entry = new NamespaceEntry(target);
        try
        {
            foreach (NamespaceKind kind in Joinable.Where(kinds.Contains))
            {
                if (kind == NamespaceKind.Mount)
                    entry._root = OpenRoot(proc, target);
                if (!reader.AreSame(target, new ProcessId(Environment.ProcessId), kind))
                    entry._open.Add((kind, OpenFile(proc, target, "ns/" + NamespaceReader.FileName(kind))));
            }

            return entry;
        }
        catch (TargetException)
        {
            entry.Dispose();
            throw;
        }
    }

    /// <summary>Makes the calling thread's next children start there. The thread is of no other use afterwards, and starts no threads.</summary>
    /// <exception cref="TargetException">Not permitted.</exception>
    internal void Enter()
    {
        // The runtime looks for a function at its first call, which must not be among the target's files: none of these does anything.
        _ = unshare(0);
        _ = setns(-1, 0);
        _ = fchdir(-1);
        _ = chroot("");
        // The root and the working folder belong to all threads until one says otherwise. Container runtimes may forbid to say so.
        bool isAlone = _root is null || unshare(CloneFileSystem) == 0;
        foreach ((NamespaceKind kind, SafeFileHandle file) in _open)
        {
            int error = kind == NamespaceKind.Mount && !isAlone ? Errno.Eperm
                : setns((int)file.DangerousGetHandle(), 0) == 0 ? 0
                : Marshal.GetLastPInvokeError();
            if (error != 0 && (kind != NamespaceKind.Mount || !Errno.IsPermission(error)))
                throw Refused(kind, error);
            if (error != 0)
                _notes.Add("without CAP_SYS_ADMIN the mount namespace stays this one, and the target's root is entered with chroot");
        }

        if (_root is null)
            return;
        if (!isAlone)
        {
            _ownRoot = OpenFolder("/");
            _ownFolder = OpenFolder(".");
        }

        if (!Enter(_root))
            throw Refused(NamespaceKind.Mount, Marshal.GetLastPInvokeError());
    }

    /// <summary>Takes this process back where it was, when it could not enter with one thread alone.</summary>
    internal void Leave()
    {
        if (_ownRoot is not { } root || _ownFolder is not { } folder)
            return;
        if (!Enter(root) || fchdir((int)folder.DangerousGetHandle()) != 0)
            throw Refused(NamespaceKind.Mount, Marshal.GetLastPInvokeError());
    }

    private static bool Enter(SafeFileHandle root) => fchdir((int)root.DangerousGetHandle()) == 0 && chroot(".") == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, SafeFileHandle file) in _open)
            file.Dispose();
        _root?.Dispose();
        _ownRoot?.Dispose();
        _ownFolder?.Dispose();
    }

    private static SafeFileHandle OpenFile(ProcFileSystem proc, ProcessId target, string name)
    {
        int file = NativeFile.Open(proc.PathOf(target, name));
        return file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : throw Failed(proc, target, name, -file);
    }

    private static SafeFileHandle OpenRoot(ProcFileSystem proc, ProcessId target) =>
        OpenFolder(proc.PathOf(target, "root")) ?? throw Failed(proc, target, "root", Marshal.GetLastPInvokeError());

    private static SafeFileHandle? OpenFolder(string path)
    {
        int file = open(path, FolderFlags);
        return file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : null;
    }

    private static TargetException Failed(ProcFileSystem proc, ProcessId target, string name, int error) => Errno.IsPermission(error)
        ? proc.NotPermitted(target, name)
        : new TargetException(TargetError.Exited, $"process {target} has ended: there is nothing left to enter");

    private TargetException Refused(NamespaceKind kind, int error)
    {
        string what = $"cannot enter the {Words(kind)} of process {_target}";
        return Errno.IsPermission(error)
            ? new TargetException(
                TargetError.PermissionDenied,
                kind == NamespaceKind.Mount
                    ? $"{what}: it takes root with CAP_SYS_ADMIN, or with CAP_SYS_CHROOT for its files alone"
                    : $"{what}: it takes CAP_SYS_ADMIN (root on the machine itself, or a privileged container)")
            : new TargetException(TargetError.Unsupported, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static string Words(NamespaceKind kind) => kind switch
    {
        NamespaceKind.Mount => "files",
        NamespaceKind.Network => "network",
        NamespaceKind.Pid => "process namespace",
        NamespaceKind.Uts => "host name",
        NamespaceKind.Ipc => "IPC namespace",
        _ => kind.ToString(),
    };

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(int file, int kind);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchdir(int file);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chroot(string path);
}
