namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// Puts Python frames where the evaluation loop runs them. Each activation of the loop keeps something in its own part of the C
/// stack that the interpreter's chain of frames leads to (<see cref="PythonSegment.Anchor"/>): which C frame it is, is therefore known
/// from addresses alone, without symbols, and however the compiler has split or renamed the function.
/// </summary>
internal static class StackJoiner
{
    /// <summary>Joins the frames of one instant.</summary>
    /// <param name="native">Frames of the C stack, the innermost first.</param>
    /// <param name="stackPointers">For each the address where its part of the stack begins; it ends where the next one's begins.</param>
    /// <param name="segments">The activations, the innermost first.</param>
    /// <param name="python">The Python frames as items, 0 for those that are not shown; segments refer to it.</param>
    /// <param name="gap">The item to put where native frames are missing.</param>
    /// <param name="joined">Receives the items, the innermost first.</param>
    public static FrameMatch Join(
        ReadOnlySpan<ulong> native, ReadOnlySpan<ulong> stackPointers, ReadOnlySpan<PythonSegment> segments, ReadOnlySpan<ulong> python,
        ulong gap, List<ulong> joined)
    {
        joined.Clear();
        int next = 0, placed = 0;
        foreach (ref readonly PythonSegment segment in segments)
        {
            int at = Find(segment.Anchor.Value, stackPointers, next);
            if (at < 0)
                break;
            for (; next < at; next++)
                joined.Add(native[next]);
            Add(segment, python, joined);
            joined.Add(MixedItem.OfEvaluation(native[next++]));
            placed++;
        }

        if (placed < segments.Length && !stackPointers.IsEmpty && segments[placed].Anchor.Value < stackPointers[^1])
        {
            // Either nobody knows which of the other C frames runs it, or it should have been met: then this is not the C stack that
            // these Python frames run on.
            next = native.Length;
            if (!segments[placed].Anchor.IsNull)
            {
                joined.Clear();
                placed = 0;
            }
        }

        for (; next < native.Length; next++)
            joined.Add(native[next]);
        if (placed == segments.Length)
            return segments.Length == 0 ? FrameMatch.NoPython : FrameMatch.Matched;
        joined.Add(gap);
        foreach (ref readonly PythonSegment segment in segments[placed..])
            Add(segment, python, joined);
        return placed == 0 ? FrameMatch.Unmatched : FrameMatch.Partial;
    }

    private static void Add(in PythonSegment segment, ReadOnlySpan<ulong> python, List<ulong> joined)
    {
        foreach (ulong item in python.Slice(segment.Start, segment.Count))
        {
            if (item != 0)
                joined.Add(item);
        }
    }

    // The outermost frame found has no known end: nothing is placed in it.
    private static int Find(ulong address, ReadOnlySpan<ulong> stackPointers, int from)
    {
        for (int i = from; i + 1 < stackPointers.Length; i++)
        {
            if (address >= stackPointers[i] && address < stackPointers[i + 1])
                return i;
        }

        return -1;
    }
}
