namespace Sonde.Collectors.Python;

/// <summary>Judges chains of frames: which part was real, and whether their memory fits together.</summary>
internal static class ChainVerifier
{
    /// <summary>
    /// Finds the real path in a chain whose innermost frames moved. From the root inwards a callee belongs to its caller when the
    /// caller was the same before and after the callee was copied, and either waited for a Python callee all the time or had
    /// not changed since before the instant.
    /// </summary>
    /// <param name="leafFirst">The chain, from the frame of the first instant to the root.</param>
    /// <param name="skipped">How many of the innermost frames are not part of the real path.</param>
    /// <returns>False when there is no path.</returns>
    public static bool TryCut(ReadOnlySpan<PythonFrame> leafFirst, out int skipped)
    {
        skipped = leafFirst.Length - 1;
        while (skipped > 0 && IsCallerOfNext(leafFirst[skipped]))
            skipped--;
        // An entry of the evaluation loop alone says nothing.
        return leafFirst[skipped].Owner != FrameOwner.CStack || leafFirst.Length - skipped > 1;
    }

    /// <summary>True when no two frames of the data stack share memory, which live frames never do.</summary>
    public static bool AreDisjoint(ReadOnlySpan<PythonFrame> leafFirst)
    {
        ulong callee = 0;
        foreach (ref readonly PythonFrame frame in leafFirst)
        {
            if (frame.Owner != FrameOwner.Thread || frame.CodeObject is not { } code)
                continue;
            ulong start = frame.Address.Value;
            if (start <= callee && start + (ulong)code.FrameLength > callee)
                return false;
            callee = start;
        }

        return true;
    }

    /// <summary>
    /// True when a callee stands where its caller's memory on the data stack ends, or so far away that it is in another chunk.
    /// </summary>
    public static bool IsNextTo(in PythonFrame caller, PythonCode callerCode, in PythonFrame callee)
    {
        const ulong ChunkLength = 16 * 1024; // DATA_STACK_CHUNK_SIZE, Python/pystate.c
        ulong end = caller.Address.Value + (ulong)callerCode.FrameLength;
        return callee.Address.Value == end
            || callee.Address.Value < caller.Address.Value || callee.Address.Value >= end + ChunkLength;
    }

    private static bool IsCallerOfNext(in PythonFrame caller) =>
        caller.IsSteadyAfter && (caller.AwaitsCallee || caller.IsSteady);
}
