using Sonde.Linux.Elf;

namespace Sonde.Linux.Compression;

/// <summary>The CRC-32 of IEEE 802.3, as <c>.gnu_debuglink</c> holds it; eight bytes at a time.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Tables = MakeTables();

    /// <summary>The checksum of a whole image, read in parts.</summary>
    public static uint Compute(ByteImage image)
    {
        var buffer = new byte[256 * 1024];
        uint crc = uint.MaxValue;
        ulong offset = 0;
        int read;
        while ((read = image.Read(offset, buffer)) > 0)
        {
            crc = Update(crc, buffer.AsSpan(0, read));
            offset += (ulong)read;
        }

        return ~crc;
    }

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] tables = Tables;
        while (bytes.Length >= 8)
        {
            crc ^= bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16) | ((uint)bytes[3] << 24);
            crc = tables[(7 * 256) + (int)(crc & 0xff)] ^ tables[(6 * 256) + (int)((crc >> 8) & 0xff)]
                ^ tables[(5 * 256) + (int)((crc >> 16) & 0xff)] ^ tables[(4 * 256) + (int)(crc >> 24)]
                ^ tables[(3 * 256) + bytes[4]] ^ tables[(2 * 256) + bytes[5]] ^ tables[256 + bytes[6]] ^ tables[bytes[7]];
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
            crc = (crc >> 8) ^ tables[(byte)(crc ^ value)];
        return crc;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            tables[i] = value;
        }

        for (int i = 256; i < tables.Length; i++)
            tables[i] = (tables[i - 256] >> 8) ^ tables[tables[i - 256] & 0xff];
        return tables;
    }
}
