using System.Runtime.InteropServices;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>A copy of a C stack with its frames.</summary>
internal readonly ref struct UnwoundStack
{
    private readonly ReadOnlySpan<ulong> _preserved;
    private readonly ReadOnlySpan<byte> _copy;

    /// <summary>Puts together what belongs together.</summary>
    /// <param name="frames">The frames, the innermost first.</param>
    /// <param name="stackPointers">For each the address where its part of the stack begins; the copy begins with the first.</param>
    /// <param name="preserved">For each the <see cref="RegisterSet.PreservedCount"/> registers that the functions it called have preserved.</param>
    /// <param name="copy">The copy.</param>
    public UnwoundStack(
        ReadOnlySpan<ulong> frames, ReadOnlySpan<ulong> stackPointers, ReadOnlySpan<ulong> preserved, ReadOnlySpan<byte> copy)
    {
        Frames = frames;
        StackPointers = stackPointers;
        _preserved = preserved;
        _copy = copy;
    }

    /// <summary>The frames, the innermost first, each as it is to be looked up.</summary>
    public ReadOnlySpan<ulong> Frames { get; }

    /// <summary>For each frame the address where its part of the stack begins; it ends where the next one's begins.</summary>
    public ReadOnlySpan<ulong> StackPointers { get; }

    /// <summary>True when a frame has a value in a register, or in its part of the stack but for the last bytes.</summary>
    /// <param name="frame">Which; not the last.</param>
    /// <param name="except">How many bytes at the end of its part do not count.</param>
    /// <param name="value">The value.</param>
    public bool Holds(int frame, ulong except, ulong value)
    {
        if (_preserved.Slice(frame * RegisterSet.PreservedCount, RegisterSet.PreservedCount).Contains(value))
            return true;
        ulong from = StackPointers[frame] - StackPointers[0], to = StackPointers[frame + 1] - StackPointers[0] - except;
        return to <= (ulong)_copy.Length && from < to && MemoryMarshal.Cast<byte, ulong>(_copy[(int)from..(int)to]).Contains(value);
    }
}
