using System.Buffers.Binary;

namespace Sonde.Linux.Tests.Perf;

/// <summary>Records laid out as include/uapi/linux/perf_event.h describes them, for the format that Sonde asks for.</summary>
internal static class RecordedSamples
{
    // COMM with PERF_RECORD_MISC_COMM_EXEC of process 4660: "shares", then the IDs.
    public static readonly byte[] Comm =
    [
        .. Header(3, 0x2000, 16 + 8 + 24), .. U32(4660), .. U32(4660), .. "shares\0\0"u8,
        .. U32(4660), .. U32(4660), .. U64(123_456_789), .. U64(42),
    ];

    // LOST: event, count, then the IDs.
    public static readonly byte[] Lost =
    [
        .. Header(2, 0, 24 + 24), .. U64(42), .. U64(17), .. U32(4660), .. U32(4661), .. U64(123_456_999), .. U64(42),
    ];

    // FORK: thread 4662 of process 4660 made by thread 4660.
    public static readonly byte[] Fork =
    [
        .. Header(7, 0, 32 + 24), .. U32(4660), .. U32(4660), .. U32(4662), .. U32(4660), .. U64(123_456_780),
        .. U32(4660), .. U32(4660), .. U64(123_456_790), .. U64(42),
    ];

    // MMAP2 with PERF_RECORD_MISC_MMAP_BUILD_ID.
    public static readonly byte[] MapWithBuildId =
    [
        .. Header(10, 0x4002, 72 + 16 + 24), .. U32(4660), .. U32(4660), .. U64(0x55d0_0000_1000), .. U64(0x2000), .. U64(0x1000),
        20, 0, 0, 0, .. Enumerable.Range(1, 20).Select(value => (byte)value), .. U32(5), .. U32(2), .. "/bin/program\0\0\0\0"u8,
        .. U32(4660), .. U32(4660), .. U64(123_456_800), .. U64(42),
    ];

    // MMAP2 with device and inode.
    public static readonly byte[] MapWithInode =
    [
        .. Header(10, 2, 72 + 8 + 24), .. U32(4660), .. U32(4660), .. U64(0x7f00_0000_0000), .. U64(0x1000), .. U64(0),
        .. U32(254), .. U32(1), .. U64(77_777), .. U64(3), .. U32(5), .. U32(2), .. "//anon\0\0"u8,
        .. U32(4660), .. U32(4660), .. U64(123_456_801), .. U64(42),
    ];

    /// <summary>A sample of thread 4661 of process 4660 with so many addresses after the mark for the program's own.</summary>
    public static byte[] Sample(int addresses) =>
    [
        .. Header(9, 2, 8 + 8 + 8 + 8 + 8 + 8 + (8 * (addresses + 1)) + 8), .. U64(42), .. U32(4660), .. U32(4661), .. U64(123_456_900),
        .. U64(3), .. U64((ulong)addresses + 1), .. U64(unchecked((ulong)-512L)),
        .. Enumerable.Range(0, addresses).SelectMany(index => U64(0x401000 + ((ulong)index * 16))), .. U32(4), .. U32(0),
    ];

    /// <summary>A sample of a tracepoint, with registers and a copy of a stack of 16 bytes, of which 8 were there.</summary>
    public static readonly byte[] Tracepoint =
    [
        .. Header(9, 2, 48 + 8 + 16 + 8 + (17 * 8) + 8 + 16 + 8), .. U64(42), .. U32(4660), .. U32(4661), .. U64(123_456_900),
        .. U64(1), .. U64(1), .. U64(unchecked((ulong)-512L)), .. U32(12), 1, 0, 2, 3, .. U32(77), .. U32(0),
        .. U64(2), .. Enumerable.Range(0, 17).SelectMany(index => U64(100 + (ulong)index)),
        .. U64(16), .. U64(0x1122), .. U64(0), .. U64(8),
    ];

    /// <summary>SWITCH of thread 4661: out, and still ready to run.</summary>
    public static readonly byte[] Preempted =
        [.. Header(14, 0x6000, 8 + 24), .. U32(4660), .. U32(4661), .. U64(123_456_950), .. U64(42)];

    /// <summary>SWITCH_CPU_WIDE of thread 4661: in, after thread 9 of process 8.</summary>
    public static readonly byte[] SwitchIn =
        [.. Header(15, 0, 8 + 8 + 24), .. U32(8), .. U32(9), .. U32(4660), .. U32(4661), .. U64(123_456_960), .. U64(42)];

    private static byte[] Header(uint type, ushort misc, int size)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), misc);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), (ushort)size);
        return header;
    }

    private static byte[] U32(uint value) => BitConverter.GetBytes(value);

    private static byte[] U64(ulong value) => BitConverter.GetBytes(value);
}
