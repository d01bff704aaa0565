using Sonde.Linux.Memory;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// Up to 3.10 each Python frame is run by an activation of the evaluation loop of its own, and nothing of the interpreter's leads from one to
/// the other. But the loop has its frame's address at hand all the time: in its own part of the C stack, or in a register that the functions
/// it calls preserve. So the activations, which are told by their code, and the frames are paired in order, and each pair is proved by
/// finding the frame's address with that activation.
/// </summary>
/// <param name="loop">The code of the evaluation loop.</param>
internal sealed class ActivationFinder(IReadOnlyList<FunctionSpan> loop)
{
    /// <summary>
    /// At the end of an activation's part of the stack lie the return address and what it has preserved for its caller, which may be the
    /// address of another activation's frame.
    /// </summary>
    private const ulong SavedBytes = (1 + RegisterSet.PreservedCount) * sizeof(ulong);

    private readonly List<int> _activations = [];

    /// <summary>Pairs the frames of one chain with the activations.</summary>
    /// <param name="stack">The thread's C stack.</param>
    /// <param name="frames">The Python frames, the innermost first.</param>
    /// <param name="segments">Receives one segment for each frame that is paired, and one without an anchor for the rest.</param>
    public void Find(in UnwoundStack stack, ReadOnlySpan<PythonFrame> frames, List<PythonSegment> segments)
    {
        _activations.Clear();
        for (int i = 0; i + 1 < stack.Frames.Length; i++)
        {
            if (IsLoop(stack.Frames[i]))
                _activations.Add(i);
        }

        int skipped = Skipped(stack, frames);
        int paired = skipped < 0 ? 0 : Math.Min(frames.Length, _activations.Count - skipped);
        for (int i = 0; i < paired; i++)
            segments.Add(new PythonSegment(new UserAddress(stack.StackPointers[_activations[i + skipped]]), i, 1));
        if (paired < frames.Length)
            segments.Add(new PythonSegment(UserAddress.Null, paired, frames.Length - paired));
    }

    /// <summary>
    /// How many activations run no frame of the chain: the innermost does not while it begins or ends. -1 when no answer is proved, or more
    /// than one.
    /// </summary>
    private int Skipped(in UnwoundStack stack, ReadOnlySpan<PythonFrame> frames)
    {
        bool first = IsPaired(0, stack, frames), second = IsPaired(1, stack, frames);
        if (first && second)
            return _activations.Count == frames.Length ? 0 : _activations.Count == frames.Length + 1 ? 1 : -1;
        return first ? 0 : second ? 1 : -1;
    }

    private bool IsPaired(int skipped, in UnwoundStack stack, ReadOnlySpan<PythonFrame> frames)
    {
        int count = Math.Min(frames.Length, _activations.Count - skipped);
        for (int i = 0; i < count; i++)
        {
            if (!stack.Holds(_activations[i + skipped], SavedBytes, frames[i].Address.Value))
                return false;
        }

        return count > 0;
    }

    private bool IsLoop(ulong address)
    {
        foreach (FunctionSpan part in loop)
        {
            if (part.Contains(address))
                return true;
        }

        return false;
    }
}
