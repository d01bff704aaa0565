using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sonde.Linux.Namespaces;

/// <summary>What a path is, without following a link at its end (<c>statx(2)</c>).</summary>
/// <param name="Mode">Type and permission bits (<c>st_mode</c>, inode(7)).</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Allocated">Bytes that it takes on the disk.</param>
/// <param name="Device">Of a device file its major and minor number.</param>
internal readonly unsafe partial record struct PathStatus(int Mode, long Size, long Allocated, (uint Major, uint Minor) Device)
{
    // include/uapi/linux/stat.h and include/uapi/linux/fcntl.h, the same on every architecture.
    private const int CurrentDirectory = -100, NoFollow = 0x100, StructSize = 256;
    private const uint Basic = 0x7ff;
    private const int ModeOffset = 28, SizeOffset = 40, BlocksOffset = 48, MajorOffset = 128, MinorOffset = 132, BlockSize = 512;
    private const int TypeMask = 0xf000, FolderType = 0x4000, CharacterDevice = 0x2000, LinkType = 0xa000;

    /// <summary>It is a folder.</summary>
    public bool IsFolder => (Mode & TypeMask) == FolderType;

    /// <summary>It is a symbolic link.</summary>
    public bool IsLink => (Mode & TypeMask) == LinkType;

    /// <summary>It is what overlayfs writes for a removed file: a character device 0:0 (Documentation/filesystems/overlayfs.rst).</summary>
    public bool IsWhiteout => (Mode & TypeMask) == CharacterDevice && Device == (0, 0);

    /// <summary>Reads a path; null when there is none or it may not be looked at.</summary>
    public static PathStatus? TryRead(string path)
    {
        byte* buffer = stackalloc byte[StructSize];
        if (statx(CurrentDirectory, path, NoFollow, Basic, buffer) != 0)
            return null;
        var bytes = new ReadOnlySpan<byte>(buffer, StructSize);
        return new PathStatus(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[ModeOffset..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[SizeOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[BlocksOffset..]) * BlockSize,
            (BinaryPrimitives.ReadUInt32LittleEndian(bytes[MajorOffset..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[MinorOffset..])));
    }

    /// <summary>Whether overlayfs hides what lower layers have in a folder (the attribute <c>trusted.overlay.opaque</c>, readable by root alone).</summary>
    public static bool IsOpaque(string folder)
    {
        byte value = 0;
        return lgetxattr(folder, "trusted.overlay.opaque", &value, 1) == 1 && value == (byte)'y';
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint lgetxattr(string path, string name, byte* value, nuint size);
}
