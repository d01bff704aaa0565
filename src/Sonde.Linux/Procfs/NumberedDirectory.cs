using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Sonde.Linux.Procfs;

/// <summary>
/// Lists the numbers among a directory's entries (<c>/proc</c>, <c>/proc/PID/task</c>), again and again, without allocation.
/// </summary>
internal sealed unsafe partial class NumberedDirectory : IDisposable
{
    /// <summary>Bytes before the name in <c>struct dirent</c> of glibc and musl on 64-bit systems (bits/dirent.h).</summary>
    private const int NameOffset = 19;

    private nint _directory;

    private NumberedDirectory(nint directory) => _directory = directory;

    /// <summary>The directory's file descriptor, for paths relative to it.</summary>
    public int Descriptor => dirfd(_directory);

    /// <summary>Opens a directory; null with an error.</summary>
    public static NumberedDirectory? Open(string path, out int error)
    {
        nint directory = opendir(path);
        error = directory == 0 ? Marshal.GetLastPInvokeError() : 0;
        return directory == 0 ? null : new NumberedDirectory(directory);
    }

    /// <summary>Starts again at the first entry; entries that came meanwhile are then seen.</summary>
    public void Rewind() => rewinddir(_directory);

    /// <summary>Reads the next entry whose name is a number; false at the end, and when the directory has vanished.</summary>
    public bool TryReadNext(out int number)
    {
        byte* entry;
        while ((entry = (byte*)readdir(_directory)) != null)
        {
            ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameOffset);
            if (Utf8Parser.TryParse(name, out number, out int used) && used == name.Length && number > 0)
                return true;
        }

        number = 0;
        return false;
    }

    /// <summary>Closes the directory.</summary>
    public void Dispose()
    {
        nint directory = Interlocked.Exchange(ref _directory, 0);
        if (directory != 0)
            _ = closedir(directory);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint opendir(string path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint readdir(nint directory);

    [LibraryImport("libc")]
    private static partial void rewinddir(nint directory);

    [LibraryImport("libc")]
    private static partial int dirfd(nint directory);

    [LibraryImport("libc")]
    private static partial int closedir(nint directory);
}
