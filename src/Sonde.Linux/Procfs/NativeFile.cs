using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Linux.Procfs;

/// <summary>
/// The few file calls of libc that procfs readers need: error numbers instead of exceptions, because processes vanish all the
/// time, and no allocation.
/// </summary>
internal static unsafe partial class NativeFile
{
    /// <summary>Working directory as a starting point (AT_FDCWD, include/uapi/linux/fcntl.h).</summary>
    public const int CurrentDirectory = -100;

    /// <summary>O_RDONLY | O_CLOEXEC, the same on x86-64 and arm64 (include/uapi/asm-generic/fcntl.h).</summary>
    private const int ReadOnlyFlags = 0x80000;

    /// <summary>Opens a file for reading.</summary>
    /// <returns>A file descriptor, or the negated error number.</returns>
    public static int Open(string path)
    {
        int size = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        byte[]? rented = null;
        Span<byte> name = size <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(size);
        name[Encoding.UTF8.GetBytes(path, name)] = 0;
        int result = OpenAt(CurrentDirectory, name);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return result;
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="directory">An open directory, from where a relative path starts.</param>
    /// <param name="terminatedPath">The path, ended by a zero byte.</param>
    /// <returns>A file descriptor, or the negated error number.</returns>
    public static int OpenAt(int directory, ReadOnlySpan<byte> terminatedPath)
    {
        fixed (byte* path = terminatedPath)
        {
            int result;
            while ((result = openat(directory, path, ReadOnlyFlags)) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != Errno.Eintr)
                    return -error;
            }

            return result;
        }
    }

    /// <summary>Reads from an offset.</summary>
    /// <returns>Bytes read, 0 at the end of the file, or the negated error number.</returns>
    public static int ReadAt(int file, Span<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer)
        {
            nint result;
            while ((result = pread(file, bytes, (nuint)buffer.Length, offset)) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != Errno.Eintr)
                    return -error;
            }

            return (int)result;
        }
    }

    /// <summary>Reads on from where the last read ended.</summary>
    /// <returns>Bytes read, 0 at the end of the file, or the negated error number.</returns>
    public static int Read(int file, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint result;
            while ((result = read(file, bytes, (nuint)buffer.Length)) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != Errno.Eintr)
                    return -error;
            }

            return (int)result;
        }
    }

    /// <summary>Closes a file descriptor.</summary>
    public static void Close(int file) => _ = close(file);

    /// <summary>Reads the target of a symbolic link.</summary>
    /// <param name="path">The link.</param>
    /// <param name="error">0, or the error number.</param>
    /// <returns>The target, or null with an error.</returns>
    public static string? ReadLink(string path, out int error)
    {
        const int PathMax = 4096; // PATH_MAX, include/uapi/linux/limits.h
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PathMax);
        try
        {
            nint length = readlink(path, buffer, (nuint)buffer.Length);
            error = length < 0 ? Marshal.GetLastPInvokeError() : 0;
            return length < 0 ? null : Encoding.UTF8.GetString(buffer, 0, (int)length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The effective user ID of this process.</summary>
    public static uint EffectiveUser() => geteuid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int openat(int directory, byte* path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(int file, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int file, byte* buffer, nuint count);

    [LibraryImport("libc")]
    private static partial int close(int file);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint readlink(string path, byte[] buffer, nuint size);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
