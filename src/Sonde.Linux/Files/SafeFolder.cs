using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Files;

/// <summary>
/// An open folder whose entries are reached by single names, never by paths, and never through a symbolic link. Whoever renames or swaps
/// entries meanwhile leads nobody out of it.
/// </summary>
public sealed unsafe partial class SafeFolder : IDisposable
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    // fcntl.h, the same on x86-64 and arm64.
    private const int ReadOnly = 0, ReadWrite = 0x2, Create = 0x40, Exclusive = 0x80, NonBlocking = 0x800, CloseOnExec = 0x80000;

    // linux/fcntl.h; linux/stat.h: STATX_BASIC_STATS, and 256 bytes for struct statx.
    private const int LinkItself = 0x100, EmptyPath = 0x1000, BasicFacts = 0x7ff, FactsSize = 256;

    /// <summary>UTIME_OMIT of linux/stat.h: leave that time as it is.</summary>
    private const long OmitTime = (1L << 30) - 2;

    private readonly SafeFileHandle _folder;

    private SafeFolder(SafeFileHandle folder, string name)
    {
        _folder = folder;
        Name = name;
    }

    /// <summary>Its path, for messages only.</summary>
    public string Name { get; }

    // O_DIRECTORY and O_NOFOLLOW differ (arch/arm64/include/uapi/asm/fcntl.h).
    private static int FolderOnly => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    private static int NoFollow => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>
    /// Opens a folder below a root. Links on the way are followed inside of the root, as a program there would; <c>..</c> does not lead
    /// out of it.
    /// </summary>
    /// <param name="root">The root: <c>/</c>, or <c>/proc/PID/root</c>.</param>
    /// <param name="path">The folder as seen from the root.</param>
    /// <returns>Null when there is no such folder.</returns>
    /// <exception cref="TargetException">Not permitted, or it cannot be opened safely.</exception>
    public static SafeFolder? TryOpen(string root, string path)
    {
        SafeFileHandle? file = new RootFolder(root).TryOpen(path.Length == 0 ? "/" : path);
        if (file is null)
            return null;
        if (FactsOf(file).Kind == FileKind.Folder)
            return new SafeFolder(file, path);
        file.Dispose();
        return null;
    }

    /// <summary>The names in it, sorted by their bytes.</summary>
    public IReadOnlyList<string> Names()
    {
        string path = $"/proc/self/fd/{(int)_folder.DangerousGetHandle()}/";
        return [.. Directory.EnumerateFileSystemEntries(path).Select(entry => entry[path.Length..]).Order(StringComparer.Ordinal)];
    }

    /// <summary>What a name stands for; null when it is not there.</summary>
    /// <exception cref="TargetException">It cannot be told.</exception>
    public FileFacts? TryFacts(string name)
    {
        byte* buffer = stackalloc byte[FactsSize];
        if (statx(Handle, Checked(name), LinkItself, BasicFacts, buffer) == 0)
            return Facts(buffer);
        int error = Marshal.GetLastPInvokeError();
        return error is Errno.Enoent ? null : throw Failed("look at", name, error);
    }

    /// <summary>What an open file is.</summary>
    /// <exception cref="TargetException">It cannot be told.</exception>
    public static FileFacts FactsOf(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte* buffer = stackalloc byte[FactsSize];
        return statx((int)file.DangerousGetHandle(), "", EmptyPath, BasicFacts, buffer) == 0
            ? Facts(buffer)
            : throw new TargetException(TargetError.Unsupported, $"cannot look at an open file: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Its own facts.</summary>
    public FileFacts Facts() => FactsOf(_folder);

    /// <summary>Opens a file to read it.</summary>
    /// <exception cref="TargetException">It is not there, is a link, or may not be read.</exception>
    public SafeFileHandle OpenFile(string name) => Open("read", name, ReadOnly | NonBlocking, 0);

    /// <summary>Opens a folder in it.</summary>
    /// <exception cref="TargetException">It is not there, is a link, or may not be read.</exception>
    public SafeFolder OpenFolder(string name) => new(Open("open folder", name, ReadOnly | FolderOnly, 0), $"{Name.TrimEnd('/')}/{name}");

    /// <summary>Makes a file to write, readable by nobody else.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mustBeNew">Fail when there is one; else it is opened.</param>
    /// <exception cref="TargetException">It is there already, or the folder may not be written.</exception>
    public SafeFileHandle CreateFile(string name, bool mustBeNew) =>
        Open("write", name, ReadWrite | Create | (mustBeNew ? Exclusive : 0), mode: 0x180);

    /// <summary>Makes a folder, unless there is one.</summary>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="TargetException">Something else has that name, or the folder may not be written.</exception>
    public bool MakeFolder(string name)
    {
        if (mkdirat(Handle, Checked(name), 0x1C0) == 0)
            return true;
        int error = Marshal.GetLastPInvokeError();
        return error == Errno.Eexist && TryFacts(name) is { Kind: FileKind.Folder } ? false : throw Failed("make folder", name, error);
    }

    /// <summary>What a link points to.</summary>
    /// <exception cref="TargetException">It is no link any longer.</exception>
    public string ReadLink(string name)
    {
        const int PathMax = 4096; // linux/limits.h
        byte* buffer = stackalloc byte[PathMax];
        nint length = readlinkat(Handle, Checked(name), buffer, PathMax);
        return length >= 0 ? Marshal.PtrToStringUTF8((nint)buffer, (int)length) : throw Failed("read link", name, Marshal.GetLastPInvokeError());
    }

    /// <summary>Makes a link, in the place of an earlier one.</summary>
    /// <exception cref="TargetException">Something else has that name, or the folder may not be written.</exception>
    public void MakeLink(string name, string pointsTo)
    {
        if (TryFacts(name) is { Kind: FileKind.Link })
            Remove(name);
        if (symlinkat(pointsTo, Handle, Checked(name)) != 0)
            throw Failed("make link", name, Marshal.GetLastPInvokeError());
    }

    /// <summary>Gives a file another name, in the place of a file that has it.</summary>
    /// <exception cref="TargetException">A folder has that name, or the folder may not be written.</exception>
    public void Rename(string from, string to)
    {
        if (renameat(Handle, Checked(from), Handle, Checked(to)) != 0)
            throw Failed("write", to, Marshal.GetLastPInvokeError());
    }

    /// <summary>Removes a file or a link; nothing happens when there is none.</summary>
    /// <exception cref="TargetException">It is a folder, or may not be removed.</exception>
    public void Remove(string name)
    {
        if (unlinkat(Handle, Checked(name), 0) != 0 && Marshal.GetLastPInvokeError() is not Errno.Enoent and var error)
            throw Failed("remove", name, error);
    }

    /// <summary>Sets permissions, the time of the last change and, where one may, the owner of an open file.</summary>
    /// <returns>Null, or what could not be set, in words.</returns>
    public static string? Set(SafeFileHandle file, int mode, long modified, (int User, int Group)? owner)
    {
        ArgumentNullException.ThrowIfNull(file);
        int handle = (int)file.DangerousGetHandle();
        string? wrong = null;
        // Owner first: changing it takes set-user-ID away.
        if (owner is var (user, group) && fchown(handle, user, group) != 0)
            wrong = $"its owner cannot be set: {Marshal.GetLastPInvokeErrorMessage()}";
        if (fchmod(handle, mode & 0xFFF) != 0)
            wrong = $"its permissions cannot be set: {Marshal.GetLastPInvokeErrorMessage()}";
        long* times = stackalloc long[4];
        (times[0], times[1]) = (0, OmitTime);
        (times[2], times[3]) = (Math.DivRem(modified, NanosecondsPerSecond, out long rest), rest);
        if (futimens(handle, times) != 0)
            wrong = $"its time cannot be set: {Marshal.GetLastPInvokeErrorMessage()}";
        return wrong;
    }

    /// <summary>The same of the folder itself.</summary>
    public string? Set(int mode, long modified, (int User, int Group)? owner) => Set(_folder, mode, modified, owner);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>True for what can stand for one entry: no path, and no way up.</summary>
    public static bool IsName(string name) => name is not ("" or "." or "..") && !name.AsSpan().ContainsAny('/', '\0');

    private int Handle => (int)_folder.DangerousGetHandle();

    private SafeFileHandle Open(string what, string name, int flags, uint mode)
    {
        int file;
        while ((file = openat(Handle, Checked(name), flags | CloseOnExec | NoFollow, mode)) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.Eintr)
                throw Failed(what, name, error);
        }

        return new SafeFileHandle(file, ownsHandle: true);
    }

    private static string Checked(string name) =>
        IsName(name) ? name : throw new TargetException(TargetError.Unsupported, $"'{name}' is no name of a file: it would lead out of its folder");

    private TargetException Failed(string what, string name, int error) => new(
        error == Errno.Enoent ? TargetError.NotFound : Errno.IsPermission(error) ? TargetError.PermissionDenied : TargetError.Unsupported,
        $"cannot {what} {Name.TrimEnd('/')}/{name}: {Marshal.GetPInvokeErrorMessage(error)}");

    private static FileFacts Facts(byte* statx)
    {
        var bytes = new ReadOnlySpan<byte>(statx, FactsSize);
        int mode = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        FileKind kind = (mode & 0xF000) switch { 0x8000 => FileKind.File, 0x4000 => FileKind.Folder, 0xA000 => FileKind.Link, _ => FileKind.Other };
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(bytes[112..]);
        return new FileFacts(
            kind, mode & 0xFFF, BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            unchecked((seconds * NanosecondsPerSecond) + BinaryPrimitives.ReadUInt32LittleEndian(bytes[120..])));
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(int folder, string name, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string name, int flags, uint mask, byte* result);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdirat(int folder, string name, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint readlinkat(int folder, string name, byte* buffer, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int symlinkat(string pointsTo, int folder, string name);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat(int fromFolder, string from, int toFolder, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlinkat(int folder, string name, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(int file, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(int file, int user, int group);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int futimens(int file, long* times);
}
