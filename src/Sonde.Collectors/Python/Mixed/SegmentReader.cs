using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// Tells which Python frames belong to which activation of the evaluation loop, and where that keeps something on the C stack.
/// </summary>
/// <param name="memory">The process's memory.</param>
/// <param name="offsets">The layout of the interpreter's structures.</param>
internal sealed class SegmentReader(ProcessMemory memory, PythonOffsets offsets)
{
    /// <summary>The shortest stack frame is longer than two words: no copied stack holds more.</summary>
    private const int MaxSegments = CStackReader.MaxBytes / 16;

    /// <summary>
    /// More than <c>sizeof(PyThreadState)</c>: the outermost <c>_PyCFrame</c> (3.11) and the <c>base_frame</c> (3.15), which run nothing, lie
    /// in it or right behind it.
    /// </summary>
    private const ulong MaxStateLength = 2048;

    // struct _PyCFrame { uint8_t use_tracing; _PyInterpreterFrame *current_frame; _PyCFrame *previous; } (3.11, cpython/pystate.h)
    private int CFramePrevious => offsets.CFrameCurrentFrame + sizeof(ulong);

    /// <summary>Adds the segments of one thread state, the innermost first, and copies the C stack as far as they reach.</summary>
    /// <param name="state">The thread state.</param>
    /// <param name="frames">Its frames, the innermost first.</param>
    /// <param name="first">Position that the first of them gets.</param>
    /// <param name="stack">The C stack; its copy must have begun.</param>
    /// <param name="segments">Receives them.</param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public void Read(UserAddress state, ReadOnlySpan<PythonFrame> frames, int first, CStackReader stack, List<PythonSegment> segments)
    {
        if (offsets.HasEntryFrames)
            AddByEntryFrames(state, frames, first, stack, segments);
        else
            AddByCFrames(state, frames, first, stack, segments);
    }

    // 3.12 and later: an entry frame, which is a local variable of the loop, stands in the chain where the loop was entered.
    private static void AddByEntryFrames(
        UserAddress state, ReadOnlySpan<PythonFrame> frames, int first, CStackReader stack, List<PythonSegment> segments)
    {
        int start = 0;
        if (!frames.IsEmpty && IsInState(frames[^1].Address.Value, state))
            frames = frames[..^1];
        for (int i = 0; i < frames.Length; i++)
        {
            if (frames[i].Owner != FrameOwner.CStack)
                continue;
            segments.Add(new PythonSegment(frames[i].Address, first + start, i - start));
            start = i + 1;
        }

        if (start > 0)
            stack.CopyBeyond(frames[start - 1].Address);
        // A stack deeper than is read has lost its outermost entry.
        if (start < frames.Length)
            segments.Add(new PythonSegment(UserAddress.Null, first + start, frames.Length - start));
    }

    // 3.11: a _PyCFrame, also a local variable of the loop, names the innermost frame that the loop runs.
    private void AddByCFrames(
        UserAddress state, ReadOnlySpan<PythonFrame> frames, int first, CStackReader stack, List<PythonSegment> segments)
    {
        int start = 0;
        UserAddress anchor = UserAddress.Null;
        bool hasEnd = false;
        if (memory.TryRead(state + (ulong)offsets.ThreadCFrame, out ulong cframe))
        {
            stack.CopyBeyond(new UserAddress(cframe));
            while (!(hasEnd = IsInState(cframe, state)) && segments.Count < MaxSegments
                && TryReadCFrame(new UserAddress(cframe), stack, out ulong current, out ulong previous))
            {
                int at = start;
                while (at < frames.Length && frames[at].Address.Value != current)
                    at++;
                if (at == frames.Length)
                    break;
                if (!anchor.IsNull)
                    segments.Add(new PythonSegment(anchor, first + start, at - start));
                (start, anchor, cframe) = (at, new UserAddress(cframe), previous);
            }
        }

        // Without the end of the chain it is not known which of the rest the last activation runs.
        if (start < frames.Length)
            segments.Add(new PythonSegment(hasEnd ? anchor : UserAddress.Null, first + start, frames.Length - start));
    }

    private static bool IsInState(ulong address, UserAddress state) => unchecked(address - state.Value) < MaxStateLength;

    private bool TryReadCFrame(UserAddress address, CStackReader stack, out ulong current, out ulong previous)
    {
        previous = 0;
        UserAddress end = address + (ulong)CFramePrevious;
        if (!stack.TryReadWord(end, out _) && !stack.IsTooFar(end))
            stack.CopyBeyond(end);
        return stack.TryReadWord(address + (ulong)offsets.CFrameCurrentFrame, out current) && stack.TryReadWord(end, out previous);
    }
}
