using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads small pieces that lie close together with few system calls: frames on the heap are made one after the other, and mostly lie
/// that way. Each block is read once until it is told to forget, so that thousands of frames take a fraction of a millisecond.
/// </summary>
internal sealed class BlockReader
{
    private const int BlockBits = 14, BlockLength = 1 << BlockBits;

    /// <summary>Then it begins anew: 10,000 frames that lie as pymalloc puts them take less.</summary>
    private const int MaxBlocks = 512;

    private readonly ProcessMemory _memory;
    private readonly List<byte[]> _blocks = [];
    private readonly Dictionary<ulong, int> _places = [];
    private readonly byte[] _piece = new byte[BlockLength];
    private ulong _lastBlock = ulong.MaxValue;
    private byte[] _last = [];

    public BlockReader(ProcessMemory memory) => _memory = memory;

    /// <summary>What was read is no longer good enough.</summary>
    public void Forget()
    {
        _places.Clear();
        _lastBlock = ulong.MaxValue;
    }

    /// <summary>Reads a piece, or takes it from a block that was read before; false when it is not mapped.</summary>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public bool TryRead(UserAddress address, int length, out ReadOnlySpan<byte> piece)
    {
        ulong block = address.Value >> BlockBits;
        int offset = (int)(address.Value & (BlockLength - 1));
        if (offset + length <= BlockLength && (block == _lastBlock || TryFind(block)))
        {
            piece = _last.AsSpan(offset, length);
            return true;
        }

        // Across two blocks, or where mapped memory begins or ends.
        piece = _piece.AsSpan(0, length);
        return _memory.TryRead(address, _piece.AsSpan(0, length));
    }

    private bool TryFind(ulong block)
    {
        if (!_places.TryGetValue(block, out int place))
        {
            if (_places.Count == MaxBlocks)
                Forget();
            place = _places.Count;
            if (place == _blocks.Count)
                _blocks.Add(new byte[BlockLength]);
            if (!_memory.TryRead(new UserAddress(block << BlockBits), _blocks[place]))
                return false;
            _places.Add(block, place);
        }

        (_lastBlock, _last) = (block, _blocks[place]);
        return true;
    }
}
