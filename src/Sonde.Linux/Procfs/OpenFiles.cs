using System.Globalization;

namespace Sonde.Linux.Procfs;

/// <summary>The open files of a process (<c>/proc/PID/fd</c>).</summary>
/// <param name="Names">What each descriptor points to, as the kernel writes it: a path, <c>socket:[N]</c>, <c>pipe:[N]</c>, <c>anon_inode:X</c>.</param>
/// <param name="Limit">How many it may have (RLIMIT_NOFILE, soft); null when the kernel does not tell.</param>
/// <param name="Deleted">Removed files that are still open: their space is not free yet.</param>
public sealed record OpenFiles(IReadOnlyList<string> Names, long? Limit, IReadOnlyList<DeletedFile> Deleted)
{
    /// <summary>The kernel's suffix of a file that has no name any more.</summary>
    private const string DeletedSuffix = " (deleted)";

    /// <summary>Reads a process; null when it has gone, or its files may not be seen.</summary>
    public static OpenFiles? TryRead(ProcFileSystem proc, ProcessId process)
    {
        string folder = proc.PathOf(process, "fd");
        using NumberedDirectory? directory = NumberedDirectory.Open(folder, out _);
        if (directory is null)
            return null;
        var names = new List<string>();
        var deleted = new Dictionary<string, DeletedFile>(StringComparer.Ordinal);
        // NumberedDirectory leaves out 0: standard input.
        for (int? next = 0; next is { } number; next = directory.TryReadNext(out int found) ? found : null)
        {
            string link = string.Create(CultureInfo.InvariantCulture, $"{folder}/{number}");
            if (NativeFile.ReadLink(link, out int error) is not { } name)
            {
                if (Errno.IsPermission(error))
                    return null;
                continue;
            }

            names.Add(name);
            if (name.StartsWith('/') && name.EndsWith(DeletedSuffix, StringComparison.Ordinal) && TryMeasure(link) is { } bytes)
                deleted[name] = new DeletedFile(name[..^DeletedSuffix.Length], bytes);
        }

        return new OpenFiles(names, ReadLimit(proc, process), [.. deleted.Values]);
    }

    private static long? TryMeasure(string link)
    {
        // The link is the file's only name. Opened without waiting: it may be a pipe.
        int file = Namespaces.RootedFile.OpenWithoutWaiting(link);
        if (file < 0)
            return null;
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(file, ownsHandle: true);
        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (NotSupportedException)
        {
            return null; // a pipe or a device has no length
        }
    }

    private static long? ReadLimit(ProcFileSystem proc, ProcessId process)
    {
        using FileContent content = FileContent.Read(proc.PathOf(process, "limits"));
        foreach (string line in System.Text.Encoding.UTF8.GetString(content.Bytes).Split('\n'))
        {
            const string Name = "Max open files";
            if (line.StartsWith(Name, StringComparison.Ordinal)
                && long.TryParse(line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(), CultureInfo.InvariantCulture, out long limit))
                return limit;
        }

        return null;
    }
}
