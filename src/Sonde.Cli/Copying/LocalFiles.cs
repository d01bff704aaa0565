using Sonde.Linux;
using Sonde.Linux.Files;
using Sonde.Linux.Procfs;
using Sonde.Places.Copying;

namespace Sonde.Cli.Copying;

/// <summary>One end of a copy on this machine: the files of a process, or our own.</summary>
/// <param name="Root">Where paths begin: <c>/</c>, or <c>/proc/PID/root</c>.</param>
/// <param name="Owner">To whom what is written belongs; null for us.</param>
internal sealed record LocalFiles(string Root, (int User, int Group)? Owner)
{
    /// <summary>This machine's own.</summary>
    public static LocalFiles Own { get; } = new("/", null);

    /// <summary>Those of a process, as it sees them.</summary>
    public static LocalFiles Of(ProcFileSystem proc, ProcessId process)
    {
        // Only root can give files away; for the target's own user they are its own anyway.
        bool isRoot = proc.TryReadStatus(new ProcessId(Environment.ProcessId)) is { Uid.Effective: 0 };
        (int, int)? owner = isRoot && proc.TryReadStatus(process) is { } status ? ((int)status.Uid.Effective, (int)status.Gid.Effective) : null;
        return new LocalFiles(proc.PathOf(process, "root"), owner);
    }

    /// <summary>Prepares to send a file or folder.</summary>
    public TreeSender Send(string path, CopyProgress? progress = null) => new(Root, path, progress);

    /// <summary>Receives what is sent.</summary>
    /// <param name="path">An existing folder, into which it goes under its own name, or what it will be called.</param>
    /// <param name="name">Its own name.</param>
    /// <param name="input">What the sender sends.</param>
    /// <param name="output">What is said to it.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <exception cref="TargetException">There is no such folder, or it may not be written.</exception>
    public CopyResult Receive(string path, string name, Stream input, Stream output, CopyProgress? progress = null)
    {
        string trimmed = path.TrimEnd('/');
        using SafeFolder? into = SafeFolder.TryOpen(Root, path);
        if (into is not null)
            return new TreeReceiver(into, NameOrThrow(name), Owner, progress).Run(input, output);
        if (trimmed.Length < path.Length)
            throw new TargetException(TargetError.NotFound, $"there is no folder {path} to copy into");
        int slash = trimmed.LastIndexOf('/');
        using SafeFolder parent = SafeFolder.TryOpen(Root, slash <= 0 ? "/" : trimmed[..slash])
            ?? throw new TargetException(TargetError.NotFound, $"there is no folder {(slash <= 0 ? "/" : trimmed[..slash])} to copy into");
        return new TreeReceiver(parent, NameOrThrow(trimmed[(slash + 1)..]), Owner, progress).Run(input, output);
    }

    private static string NameOrThrow(string name) => SafeFolder.IsName(name)
        ? name
        : throw new TargetException(TargetError.Unsupported, "the root itself cannot be copied as a whole into a folder: name a file or folder in it");
}
