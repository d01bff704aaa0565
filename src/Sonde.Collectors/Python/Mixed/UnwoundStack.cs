using System.Runtime.InteropServices;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>A copy of a C stack with its frames.</summary>
internal readonly ref struct UnwoundStack
{
    /// <summary>Puts the two together.</summary>
    /// <param name="frames">The frames, the innermost first.</param>
    /// <param name="stackPointers">For each the address where its part of the stack begins; the copy begins with the first.</param>
    /// <param name="copy">The copy.</param>
    public UnwoundStack(ReadOnlySpan<ulong> frames, ReadOnlySpan<ulong> stackPointers, ReadOnlySpan<byte> copy)
    {
        Frames = frames;
        StackPointers = stackPointers;
        Copy = copy;
    }

    /// <summary>The frames, the innermost first, each as it is to be looked up.</summary>
    public ReadOnlySpan<ulong> Frames { get; }

    /// <summary>For each frame the address where its part of the stack begins.</summary>
    public ReadOnlySpan<ulong> StackPointers { get; }

    private ReadOnlySpan<byte> Copy { get; }

    /// <summary>True when a word of a range of addresses has a value.</summary>
    /// <param name="from">First byte of the range.</param>
    /// <param name="to">The byte after its last.</param>
    /// <param name="value">The value.</param>
    public bool Holds(ulong from, ulong to, ulong value)
    {
        ulong start = StackPointers.IsEmpty ? 0 : StackPointers[0];
        return from >= start && to > from && to - start <= (ulong)Copy.Length
            && MemoryMarshal.Cast<byte, ulong>(Copy[(int)(from - start)..(int)(to - start)]).Contains(value);
    }
}
