using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sonde.Cli.Output;

/// <summary>What may be written, asked of the kernel without trying.</summary>
internal static partial class FileAccessCheck
{
    // unistd.h and fcntl.h. AT_EACCESS: with the effective IDs, as open(2) decides.
    private const int WriteAccess = 2, ExecuteAccess = 1, CurrentDirectory = -100, EffectiveIds = 0x200;

    // asm-generic/errno-base.h
    private const int ReadOnlyFileSystem = 30;

    // struct statx of linux/stat.h: 256 bytes, u16 stx_mode at 28; STATX_TYPE asks for the type bits.
    private const int StatxSize = 256, StatxModeOffset = 28;
    private const uint StatxType = 1;
    private const int TypeMask = 0xF000, RegularType = 0x8000;

    /// <summary>Null when files can be created in a folder, else why not.</summary>
    public static string? CanCreateIn(string folder) => Check(folder, WriteAccess | ExecuteAccess, $"the folder {folder}");

    /// <summary>Null when a file can be written, else why not.</summary>
    public static string? CanWrite(string path) => Check(path, WriteAccess, "it");

    /// <summary>
    /// True for a regular file and for one that does not exist yet; false for devices, pipes and sockets (<c>/dev/null</c>),
    /// which must not be replaced by a file. .NET does not tell them apart without opening, which can wait for ever on a pipe.
    /// </summary>
    public static bool IsRegularOrNew(string path)
    {
        Span<byte> statx = stackalloc byte[StatxSize];
        return FileAccessCheck.statx(CurrentDirectory, path, 0, StatxType, statx) != 0
            || (BinaryPrimitives.ReadUInt16LittleEndian(statx[StatxModeOffset..]) & TypeMask) == RegularType;
    }

    private static string? Check(string path, int mode, string what)
    {
        if (faccessat(CurrentDirectory, path, mode, EffectiveIds) == 0)
            return null;
        int error = Marshal.GetLastPInvokeError();
        return error == ReadOnlyFileSystem ? "the file system is read-only" : $"{what} may not be written by this user";
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int faccessat(int folder, string path, int mode, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, Span<byte> result);
}
