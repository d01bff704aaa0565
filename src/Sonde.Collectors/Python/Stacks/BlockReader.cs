using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads small pieces that lie close together with few system calls: frames on the heap are made one after the other, and mostly lie
/// that way.
/// </summary>
internal sealed class BlockReader
{
    private const int BlockLength = 1 << 14, PageLength = 4096;

    private readonly ProcessMemory _memory;
    private readonly byte[] _block = new byte[BlockLength];
    private ulong _start;
    private int _length;

    public BlockReader(ProcessMemory memory) => _memory = memory;

    /// <summary>What was read is no longer good enough.</summary>
    public void Forget() => _length = 0;

    /// <summary>Reads a piece, or takes it from the block that was read last; false when it is not mapped.</summary>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public bool TryRead(UserAddress address, int length, out ReadOnlySpan<byte> piece)
    {
        if (!Holds(address, length) && !TryReadBlock((address.Value - (BlockLength / 2)) & ~(PageLength - 1UL), BlockLength, address, length)
            && !TryReadBlock(address.Value, length, address, length))
        {
            piece = default;
            return false;
        }

        piece = _block.AsSpan((int)(address.Value - _start), length);
        return true;
    }

    private bool TryReadBlock(ulong start, int blockLength, UserAddress address, int length)
    {
        _length = _memory.TryRead(new UserAddress(start), _block.AsSpan(0, blockLength)) ? blockLength : 0;
        _start = start;
        return Holds(address, length);
    }

    private bool Holds(UserAddress address, int length) =>
        address.Value >= _start && address.Value - _start + (ulong)length <= (ulong)_length;
}
