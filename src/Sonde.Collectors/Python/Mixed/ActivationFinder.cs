using Sonde.Linux.Memory;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// Up to 3.10 each Python frame is run by an activation of the evaluation loop of its own, and nothing of the interpreter's leads from one to
/// the other. But the loop has its frame's address at hand all the time: in its own part of the C stack, or in a register that the
/// functions it calls have saved in theirs. So the activations, which are told by their code, and the frames are paired in order, and each
/// pair is proved by finding the address where only that activation can have left it.
/// </summary>
/// <param name="loop">The code of the evaluation loop.</param>
internal sealed class ActivationFinder(IReadOnlyList<FunctionSpan> loop)
{
    /// <summary>
    /// At the end of an activation's part of the stack lie the return address and the registers that it has saved for its caller: rbx, rbp
    /// and r12 to r15 (System V ABI for x86-64, section 3.2.1). They say what the caller had, which is another activation.
    /// </summary>
    private const ulong SavedBytes = 7 * sizeof(ulong);

    private readonly List<int> _activations = [];

    /// <summary>Pairs the frames of one chain with the activations.</summary>
    /// <param name="registers">The thread's registers.</param>
    /// <param name="stack">Its C stack.</param>
    /// <param name="frames">The Python frames, the innermost first.</param>
    /// <param name="segments">Receives one segment for each frame that is paired, and one without an anchor for the rest.</param>
    public void Find(in RegisterSet registers, in UnwoundStack stack, ReadOnlySpan<PythonFrame> frames, List<PythonSegment> segments)
    {
        _activations.Clear();
        for (int i = 0; i + 1 < stack.Frames.Length; i++)
        {
            if (IsLoop(stack.Frames[i]))
                _activations.Add(i);
        }

        int skipped = Skipped(registers, stack, frames);
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
    private int Skipped(in RegisterSet registers, in UnwoundStack stack, ReadOnlySpan<PythonFrame> frames)
    {
        bool first = IsPaired(0, registers, stack, frames), second = IsPaired(1, registers, stack, frames);
        if (first && second)
            return _activations.Count == frames.Length ? 0 : _activations.Count == frames.Length + 1 ? 1 : -1;
        return first ? 0 : second ? 1 : -1;
    }

    private bool IsPaired(int skipped, in RegisterSet registers, in UnwoundStack stack, ReadOnlySpan<PythonFrame> frames)
    {
        int count = Math.Min(frames.Length, _activations.Count - skipped);
        for (int i = 0; i < count; i++)
        {
            int activation = i + skipped;
            ulong from = activation == 0 ? stack.StackPointers[0] : End(activation - 1, stack) - SavedBytes;
            ulong address = frames[i].Address.Value;
            if (!stack.Holds(from, End(activation, stack) - SavedBytes, address) && !(i == 0 && registers.Holds(address)))
                return false;
        }

        return count > 0;
    }

    private ulong End(int activation, in UnwoundStack stack) => stack.StackPointers[_activations[activation] + 1];

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
