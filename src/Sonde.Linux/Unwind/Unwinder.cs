using System.Runtime.CompilerServices;
using Sonde.Linux.Memory;

namespace Sonde.Linux.Unwind;

/// <summary>
/// Walks up a thread's stack from a copy of its registers and of its stack, by call frame information, or by frame pointers
/// where code has none. Reads nothing of the target but the files it has mapped. Belongs to one thread; allocates nothing
/// for a walk over modules that it has met before.
/// </summary>
public sealed class Unwinder
{
    private readonly RowCache _cache = new();
    private readonly FullUnwinder _full = new();

    /// <summary>How many frames could not be found by address in the cache of rows.</summary>
    public long CacheMisses => _cache.Misses;

    /// <summary>Walks up a stack.</summary>
    /// <param name="registers">The thread's registers; rip, rsp and rbp must be known.</param>
    /// <param name="stack">A copy of its stack, from <paramref name="stackStart"/> on towards higher addresses.</param>
    /// <param name="stackStart">Address of the copy's first byte.</param>
    /// <param name="modules">The process's code.</param>
    /// <param name="frames">
    /// Receives one address for each frame, the innermost first, as it must be looked up: the thread's own instruction
    /// pointer and that of a frame interrupted by a signal are exact; of a caller it is the return address - 1, which lies in
    /// the call and not behind it (the call may be the last instruction of its function).
    /// </param>
    /// <param name="stop">Why the walk ended.</param>
    /// <returns>How many frames were found; at least the first, if there is room for it.</returns>
    public int Unwind(
        in RegisterSet registers, ReadOnlySpan<byte> stack, UserAddress stackStart, CodeMap modules, Span<ulong> frames,
        out UnwindStop stop)
    {
        var copy = new StackCopy(stack, stackStart.Value);
        var frame = new Frame(registers[X64.Rip], registers[X64.Rsp], registers[X64.Rbp]);
        uint version = modules.Version;
        int count = 0;
        bool isGuess = false;
        while (count < frames.Length)
        {
            ulong address = frame.LookupAddress;
            if (!_cache.TryGet(address, version, out UnwindRow row) && !TryFindRow(address, frame.IsCaller, modules, out row))
            {
                // What was followed was no frame, then.
                stop = isGuess ? UnwindStop.NoUnwindInfo : UnwindStop.UnmappedPc;
                if (count == 0)
                    frames[count++] = address;
                return count;
            }

            frames[count++] = address;
            if (row.Rule == CfaRule.Full)
                return _full.Unwind(registers, copy, modules, frames, out stop);
            if (!frame.TryMoveUp(row, copy, out stop))
                return count;
            isGuess = row.Rule == CfaRule.None || (row.Flags & UnwindRowFlags.IsGuessed) != 0;
        }

        stop = UnwindStop.TooDeep;
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryFindRow(ulong address, bool isCaller, CodeMap modules, out UnwindRow row)
    {
        row = default;
        if (modules.Find(address) is not { } region)
            return false;
        row = region.GetRow(address, isCaller, modules.Tables);
        _cache.Set(address, modules.Version, row);
        return true;
    }
}
