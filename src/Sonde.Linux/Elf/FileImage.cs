using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sonde.Linux.Elf;

/// <summary>A regular file that stays open, so that it can be read after the target has exited or deleted it.</summary>
internal sealed partial class FileImage : ByteImage
{
    // include/uapi/asm-generic/fcntl.h. O_NONBLOCK: a target may have put a FIFO in the file's place.
    private const int OpenReadOnly = 0, OpenNoTerminal = 0x100, OpenNonBlocking = 0x800, OpenCloseOnExec = 0x80000;
    private const int NoEntry = 2, NoProcess = 3, NotPermitted = 1, AccessDenied = 13;

    private readonly SafeFileHandle _handle;

    private FileImage(SafeFileHandle handle)
    {
        _handle = handle;
        Length = (ulong)RandomAccess.GetLength(handle);
    }

    public override ulong Length { get; }

    /// <summary>Opens a regular file.</summary>
    /// <exception cref="TargetException">There is none, it is not a regular file, or opening it is not permitted.</exception>
    public static FileImage Open(string path)
    {
        int descriptor = open(path, OpenReadOnly | OpenNoTerminal | OpenNonBlocking | OpenCloseOnExec);
        if (descriptor < 0)
            throw OpenError(path, Marshal.GetLastPInvokeError());
        return Open(new SafeFileHandle(descriptor, ownsHandle: true), path);
    }

    /// <summary>Takes over an open file.</summary>
    /// <exception cref="TargetException">It is not a regular file.</exception>
    public static FileImage Open(SafeFileHandle handle, string path)
    {
        if (TryGetOwner(handle, out _, out bool isRegular) && isRegular)
            return new FileImage(handle);
        handle.Dispose();
        throw new TargetException(TargetError.Unsupported, $"{path} is not a regular file");
    }

    public override int Read(ulong offset, Span<byte> buffer)
    {
        int total = 0;
        try
        {
            while (total < buffer.Length && offset + (ulong)total < long.MaxValue)
            {
                int read = RandomAccess.Read(_handle, buffer[total..], (long)offset + total);
                if (read <= 0)
                    break;
                total += read;
            }
        }
        catch (IOException)
        {
            // A bad disk or a vanished network mount: what was read so far is all there is.
        }

        return total;
    }

    public override void Dispose() => _handle.Dispose();

    /// <summary>Asks who owns an open file; false when that cannot be told.</summary>
    public static unsafe bool TryGetOwner(SafeFileHandle handle, out uint user, out bool isRegular)
    {
        // struct statx, include/uapi/linux/stat.h: 256 bytes on every architecture, stx_uid at 20, stx_mode at 28.
        const int StatxLength = 256, UserOffset = 20, ModeOffset = 28, EmptyPath = 0x1000, TypeMask = 0xf000, RegularFile = 0x8000;
        const uint TypeAndUser = 0x1 | 0x8; // STATX_TYPE, STATX_UID
        byte* buffer = stackalloc byte[StatxLength];
        bool isKnown = statx((int)handle.DangerousGetHandle(), "", EmptyPath, TypeAndUser, buffer) == 0;
        user = isKnown ? *(uint*)(buffer + UserOffset) : uint.MaxValue;
        isRegular = isKnown && (*(ushort*)(buffer + ModeOffset) & TypeMask) == RegularFile;
        return isKnown;
    }

    private static TargetException OpenError(string path, int errno) => new(
        errno switch
        {
            NoEntry or NoProcess => TargetError.NotFound,
            NotPermitted or AccessDenied => TargetError.PermissionDenied,
            _ => TargetError.Unsupported,
        },
        $"cannot open {path}: {Marshal.GetPInvokeErrorMessage(errno)}");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int directory, string path, int flags, uint mask, byte* buffer);
}
