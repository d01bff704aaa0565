using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sonde.Linux.Unwind;

/// <summary>The part of a thread's stack that was copied with its registers.</summary>
internal readonly ref struct StackCopy(ReadOnlySpan<byte> bytes, ulong start)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Address after the last byte.</summary>
    public ulong End => start + (ulong)_bytes.Length;

    /// <summary>Reads 8 bytes; false when they were not copied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ulong address, out ulong value)
    {
        ulong offset = address - start;
        if (_bytes.Length >= sizeof(ulong) && offset <= (ulong)(_bytes.Length - sizeof(ulong)))
        {
            value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_bytes), (nint)offset));
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>True when the address is within the copy or one past it.</summary>
    public bool Contains(ulong address) => address - start <= (ulong)_bytes.Length;

    /// <summary>Why an address could not be read: it lies beyond the copied part, or nowhere near.</summary>
    public UnwindStop CauseAt(ulong address) =>
        address >= start && address - start < MaxStackSize ? UnwindStop.StackTruncated : UnwindStop.Unreadable;

    // A thread's stack is 8 MB by default; beyond a multiple of that an address is not on this stack.
    private const ulong MaxStackSize = 64UL << 20;
}
