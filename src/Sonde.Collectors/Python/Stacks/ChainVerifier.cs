namespace Sonde.Collectors.Python;

/// <summary>
/// Judges chains of frames by what CPython does with memory: frames of running calls follow each other on the data stack without
/// gaps, and a call that does not fit begins the next chunk. Headers of calls that ended long ago lie between them, in the parts
/// of live frames that are not in use, and still point to their callers: only their position tells that they are dead.
/// </summary>
internal static class ChainVerifier
{
    /// <summary>How frames lie in memory.</summary>
    public enum Fit
    {
        /// <summary>Without gaps, from the start of the data stack.</summary>
        Tiled,

        /// <summary>
        /// With a gap: impossible, except while a call is being set up and that runs other Python code (a finalizer, the comparison
        /// of keys).
        /// </summary>
        Gap,

        /// <summary>Two frames share memory: impossible.</summary>
        Overlap,
    }

    /// <summary>
    /// False when a frame that runs itself has a callee: a frame that was left and still points to its caller. Between Python and
    /// Python the caller keeps its <c>stacktop</c>; below C code an entry of the evaluation loop stands between the two. (3.14 does not tell.)
    /// </summary>
    public static bool CanCall(in PythonFrame caller, in PythonFrame callee, PythonOffsets offsets) =>
        caller.AwaitsCallee || !offsets.HasEntryFrames || !offsets.TellsAwaiting || caller.Owner == FrameOwner.CStack || callee.Owner == FrameOwner.CStack;

    /// <summary>How a frame lies above the data stack of its callers.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="end">Where the innermost of its callers on the data stack ends; 0 when there is none.</param>
    /// <param name="chunks">The chunks, the oldest first.</param>
    public static Fit FitOf(in PythonFrame frame, ulong end, List<DataStackChunk> chunks)
    {
        ulong start = frame.Address.Value;
        if (frame.Owner != FrameOwner.Thread || start == end)
            return Fit.Tiled;
        for (int i = chunks.Count - 1; i >= 0; i--)
        {
            DataStackChunk chunk = chunks[i];
            if (start < chunk.Start || start >= chunk.Limit)
                continue;
            bool isSameChunk = end > chunk.Start && end <= chunk.Limit;
            if (isSameChunk)
                return start < end ? Fit.Overlap : Fit.Gap;
            // The first chunk of all begins with a free word (push_chunk in Python/pystate.c).
            return start == (i == 0 && end == 0 ? chunk.Start + sizeof(ulong) : chunk.Start) ? Fit.Tiled : Fit.Gap;
        }

        return Fit.Gap;
    }
}
