using System.Buffers.Binary;

namespace Sonde.Linux.Perf;

/// <summary>Where a number stands in what a tracepoint records.</summary>
/// <param name="Offset">In bytes.</param>
/// <param name="Size">1, 2, 4 or 8 bytes.</param>
public readonly record struct TracepointField(int Offset, int Size)
{
    /// <summary>Reads it, sign-extended; 0 when the data is too short.</summary>
    public long Read(ReadOnlySpan<byte> raw)
    {
        if (Offset + Size > raw.Length)
            return 0;
        ReadOnlySpan<byte> bytes = raw.Slice(Offset, Size);
        return Size switch
        {
            1 => (sbyte)bytes[0],
            2 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };
    }
}
