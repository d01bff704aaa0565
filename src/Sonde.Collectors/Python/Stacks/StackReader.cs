using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads the Python stack of a running thread so that it is a stack that really was. The chain of frames starts at the thread
/// state's frame and follows <c>previous</c>; a frame that is the same in the copies from before and after the instant was so
/// at the instant (see <see cref="ThreadSnapshot"/>). When all are, the stack
/// is complete. Otherwise another snapshot is taken, and when all have moved the sample is torn and not shown. Of a thread that is
/// held one copy is enough.
/// One thread at a time; nothing is allocated per stack.
/// </summary>
internal sealed class StackReader
{
    /// <summary>Deeper stacks are truncated.</summary>
    public const int MaxFrames = 10_000;

    /// <summary>Snapshots that are taken to learn where the frames are and that do not count as tries.</summary>
    private const int MaxLearning = 12;

    /// <summary>Snapshots that are taken because the stack moved.</summary>
    private const int MaxTries = 6;

    private const ulong MaxChunkLength = 1UL << 32;

    private readonly ProcessMemory _memory;
    private readonly PythonOffsets _offsets;
    private readonly CodeCache _codes;
    private readonly ThreadSnapshot _snapshot;
    private readonly BlockReader _blocks;
    private PythonFrame[] _frames = new PythonFrame[256];
    private PythonCode[] _stackCodes = new PythonCode[256];
    private int _count;

    public StackReader(ProcessMemory memory, PythonOffsets offsets, CodeCache codes)
    {
        _memory = memory;
        _offsets = offsets;
        _codes = codes;
        _snapshot = new ThreadSnapshot(memory, offsets);
        _blocks = new BlockReader(memory);
    }

    private enum Step
    {
        Complete,
        NoFrames,
        Moved,
        Learnt,
        Gone,
        TooDeep,
    }

    private enum Binding
    {
        Bound,
        Changed,
        Impossible,
    }

    /// <summary>
    /// The stack that was read, the leaf first, with entries of the evaluation loop and frames that are still being set up; see
    /// <see cref="PythonFrame.CodeObject"/>. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<PythonFrame> Frames => _frames.AsSpan(0, _count);

    /// <summary>Reads a thread's stack.</summary>
    /// <param name="state">Its <c>PyThreadState</c>.</param>
    /// <param name="nativeId">What <see cref="InterpreterThread.NativeId"/> says: the state must still belong to it.</param>
    /// <param name="plan">Where its frames were the last time.</param>
    /// <param name="isHeld">
    /// The thread does not run meanwhile (<see cref="ThreadHold"/>): it is looked at once, because it will not change. Torn then says that it
    /// was caught in the middle of a call or a return.
    /// </param>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public StackOutcome Read(UserAddress state, long nativeId, ThreadSnapshotPlan plan, bool isHeld)
    {
        plan.BeginSample();
        int learning = 0, tries = 0;
        while (true)
        {
            Step step = isHeld && !_offsets.HasDataStack ? WalkHeld(state, nativeId) : TakeStep(state, nativeId, plan, isHeld);
            switch (step)
            {
                case Step.Gone:
                    return StackOutcome.Gone;
                case Step.NoFrames:
                    return StackOutcome.NoFrames;
                case Step.Learnt when ++learning <= MaxLearning:
                    continue;
                case Step.Complete or Step.TooDeep:
                    switch (BindCodes(step, plan))
                    {
                        case Binding.Changed when ++learning <= MaxLearning:
                            continue;
                        case Binding.Bound:
                            return step == Step.Complete ? StackOutcome.Complete : StackOutcome.Truncated;
                    }

                    break;
            }

            if (isHeld || ++tries >= MaxTries)
                return StackOutcome.Torn;
        }
    }

    private Step TakeStep(UserAddress state, long nativeId, ThreadSnapshotPlan plan, bool isHeld)
    {
        if (!_snapshot.TryTake(state, plan, isHeld))
        {
            // Something of the plan is unmapped: begin anew, unless the thread state itself is.
            plan.Clear();
            return _memory.TryRead(state, out ulong _) ? Step.Learnt : Step.Gone;
        }

        if (_snapshot.WasInterrupted)
            return Step.Moved;
        ThreadInstant first = _snapshot.Instant(second: false), second = _snapshot.Instant(second: true);
        if (first.NativeId != nativeId || second.NativeId != nativeId)
            return Step.Gone;
        if (LearnState(first, second, plan))
            return Step.Learnt;
        plan.SawTop(second.Top.Value);
        if (first.Frame.IsNull && second.Frame.IsNull)
            return Step.NoFrames;
        // The second instant is nearer to now.
        Step step = Walk(second, isSecond: true, plan);
        return step is Step.Moved && !isHeld ? Walk(first, isSecond: false, plan) : step;
    }

    /// <summary>Compares the plan with what the thread state says; true when the plan was wrong and is right now.</summary>
    private bool LearnState(in ThreadInstant first, in ThreadInstant second, ThreadSnapshotPlan plan)
    {
        bool changed = false;
        if (_offsets.ThreadCFrame >= 0 && (plan.CFrame != second.CFrame || plan.CFrame != first.CFrame))
        {
            plan.CFrame = second.CFrame;
            changed = true;
        }

        if (second.Chunk.IsNull)
        {
            plan.Chunks.Clear();
            return changed;
        }

        if (plan.Chunks.Count == 0 || plan.Chunks[^1].Address != second.Chunk.Value)
        {
            LearnChunks(second.Chunk, plan);
            plan.SawTop(second.Top.Value);
            return true;
        }

        if (second.Top.Value > Math.Max(plan.RecentTop, plan.LastTop) + ThreadSnapshot.Slack)
        {
            plan.SawTop(second.Top.Value);
            return true;
        }

        return changed;
    }

    private void LearnChunks(UserAddress newest, ThreadSnapshotPlan plan)
    {
        int known = plan.Chunks.FindLastIndex(chunk => chunk.Address == newest.Value);
        if (known >= 0)
        {
            plan.Chunks.RemoveRange(known + 1, plan.Chunks.Count - known - 1);
            return;
        }

        plan.Chunks.Clear();
        Span<ulong> header = stackalloc ulong[3];
        UserAddress chunk = newest;
        while (!chunk.IsNull && plan.Chunks.Count < MaxFrames && _memory.TryRead(chunk, MemoryMarshal.AsBytes(header)))
        {
            // struct { previous; size_t size (bytes, header included); size_t top (words) }
            ulong size = header[1], used = header[2] * sizeof(ulong);
            ulong start = chunk.Value + (ulong)_offsets.ChunkData;
            if (size > MaxChunkLength || size < (ulong)_offsets.ChunkData)
                break;
            ulong limit = chunk.Value + size;
            plan.Chunks.Insert(0, new DataStackChunk(chunk.Value, start, Math.Min(limit, start + Math.Min(used, size)), limit));
            chunk = new UserAddress(header[0]);
        }
    }

    private Step Walk(in ThreadInstant instant, bool isSecond, ThreadSnapshotPlan plan)
    {
        _count = 0;
        bool allSteady = true;
        UserAddress address = instant.Frame;
        while (!address.IsNull)
        {
            if (_count == MaxFrames)
                return allSteady ? Step.TooDeep : Step.Moved;
            if (_count == _frames.Length)
                Array.Resize(ref _frames, _count * 2);
            ref PythonFrame frame = ref _frames[_count];
            if (!_snapshot.TryGetFrame(address, isSecond, out frame, out UserAddress previous))
                return LearnOutsiders(address, plan) ? Step.Learnt : Step.Moved;
            if (frame.Owner > FrameOwner.CStack)
                return Step.Moved;
            int outsider = plan.IndexOf(address.Value);
            if (outsider >= 0)
                plan.Touch(outsider);
            allSteady &= _count == 0 ? frame.IsSameCall : frame.IsSteady;
            allSteady &= _count == 0 || ChainVerifier.CanCall(frame, _frames[_count - 1], _offsets);
            _count++;
            address = previous;
        }

        // A generator loses its caller when it is suspended: as a root it is a frame that has just been left. And a root that was
        // another before is no root to rely on.
        if (_count == 0 || _frames[_count - 1] is { Owner: FrameOwner.Generator } or { IsSameCall: false })
            return Step.Moved;
        return allSteady ? Step.Complete : Step.Moved;
    }

    /// <summary>
    /// Follows a chain of frames on the heap that does not change meanwhile: no copy has to be compared with another, and no plan to be
    /// made of where frames are, which takes longer for thousands of them than a thread can be held.
    /// </summary>
    private Step WalkHeld(UserAddress state, long nativeId)
    {
        _count = 0;
        _blocks.Forget();
        if (!_snapshot.TryReadState(state, out ThreadInstant instant) || instant.NativeId != nativeId)
            return Step.Gone;
        UserAddress address = instant.Frame;
        while (!address.IsNull)
        {
            if (_count == MaxFrames)
                return Step.TooDeep;
            if (_count == _frames.Length)
                Array.Resize(ref _frames, _count * 2);
            if ((address.Value & 7) != 0 || !_blocks.TryRead(address, _snapshot.HeaderLength, out ReadOnlySpan<byte> header))
                return Step.Moved;
            address = _snapshot.Parse(address, header, out _frames[_count++]);
        }

        // A generator loses its caller when it is suspended: as a root it is a frame that has just been left.
        return _count == 0 ? Step.NoFrames : _frames[_count - 1].Owner == FrameOwner.Generator ? Step.Moved : Step.Complete;
    }

    /// <summary>Follows the chain where it leaves what was copied, and plans to copy that too.</summary>
    private bool LearnOutsiders(UserAddress address, ThreadSnapshotPlan plan)
    {
        if (IsInChunks(address, plan))
        {
            // An older chunk is fuller than it was.
            plan.Chunks.Clear();
            return true;
        }

        bool learnt = false;
        _blocks.Forget();
        for (int i = 0; i < MaxFrames && !address.IsNull; i++)
        {
            if ((address.Value & 7) != 0 || IsInChunks(address, plan) || plan.IndexOf(address.Value) >= 0
                || !_blocks.TryRead(address, _snapshot.HeaderLength, out ReadOnlySpan<byte> header) || _snapshot.OwnerOf(header) > FrameOwner.CStack
                || !plan.AddOutsider(address.Value))
            {
                break;
            }

            learnt = true;
            address = new UserAddress(MemoryMarshal.Read<ulong>(header[_offsets.FramePrevious..]));
            // Data stack frames between two outsiders are copied with their chunk.
            while (!address.IsNull && IsInChunks(address, plan) && i++ < MaxFrames
                && _memory.TryRead(address + (ulong)_offsets.FramePrevious, out ulong previous))
            {
                address = new UserAddress(previous);
            }
        }

        return learnt;
    }

    private static bool IsInChunks(UserAddress address, ThreadSnapshotPlan plan)
    {
        for (int i = plan.Chunks.Count - 1; i >= 0; i--)
        {
            if (address.Value >= plan.Chunks[i].Start && address.Value < plan.Chunks[i].Limit)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Gives each frame its code object and checks that it is the one that ran, and that the frames lie in memory as live frames
    /// do.
    /// </summary>
    private Binding BindCodes(Step step, ThreadSnapshotPlan plan)
    {
        if (_stackCodes.Length < _count)
            _stackCodes = new PythonCode[_frames.Length];
        int codes = 0;
        bool hasNew = false, hasGap = false;
        ulong end = 0;
        for (int i = _count - 1; i >= 0; i--)
        {
            ref PythonFrame frame = ref _frames[i];
            if (frame.Owner == FrameOwner.CStack)
                continue;
            ChainVerifier.Fit fit = ChainVerifier.FitOf(frame, end, plan.Chunks);
            PythonCode? code = FindCode(frame.Code, ref hasNew);
            bool isOutermostRead = step == Step.TooDeep && end == 0;
            if (code is not null && frame.BytecodeIndex > 0)
            {
                // As if the instruction were the code object's own.
                UserAddress copy = _codes.FindBytecode(code, frame.BytecodeIndex);
                frame.Instruction = new UserAddress(unchecked(frame.Instruction.Value - copy.Value + code.Instructions.Value));
            }

            if (code is null || !code.TryGetUnit(frame.Instruction, out _) || fit == ChainVerifier.Fit.Overlap)
                return Binding.Impossible;
            hasGap |= fit == ChainVerifier.Fit.Gap && !isOutermostRead;
            if (frame.Owner == FrameOwner.Thread)
                end = frame.Address.Value + (ulong)code.FrameLength;
            frame.CodeObject = code;
            _stackCodes[codes++] = code;
        }

        if (codes == 0 || (hasGap && !StoodStill()))
            return Binding.Impossible;
        // A code object that was read only now may have taken the place of the one that ran: look again, now that it is known.
        return !hasNew && _codes.TryVerify(_stackCodes.AsSpan(0, codes)) ? Binding.Bound : Binding.Changed;
    }

    private PythonCode? FindCode(UserAddress address, ref bool isNew)
    {
        if (_codes.TryGet(address, out PythonCode? code))
            return code;
        isNew = true;
        return _codes.Read(address);
    }

    /// <summary>True when both instants have the same stack and all copies of it are the same.</summary>
    private bool StoodStill()
    {
        if (_snapshot.Instant(second: false).Frame != _snapshot.Instant(second: true).Frame)
            return false;
        foreach (ref readonly PythonFrame frame in _frames.AsSpan(0, _count))
        {
            if (!_snapshot.TryGetFrame(frame.Address, second: false, out PythonFrame copy, out _)
                || !copy.IsSteady || !copy.IsSteadyAfter)
            {
                return false;
            }
        }

        return true;
    }
}
