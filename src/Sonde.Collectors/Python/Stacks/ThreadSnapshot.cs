using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Copies a thread's frames three times and its thread state twice in between, with one system call:
/// <code>
/// depths | outsiders | top of stack | STATE | top of stack | outsiders | STATE | top of stack | outsiders | depths
/// </code>
/// The kernel copies range after range, so that what is equal in the copies on both sides of a state was so at its instant.
/// The top of the stack, which moves most, is closest to the instants; the depths of a long stack are copied only at both ends.
/// Nothing is allocated once the buffers are large enough.
/// </summary>
internal sealed class ThreadSnapshot
{
    /// <summary>A chunk's used part up to this length counts as top as a whole.</summary>
    private const ulong TopLength = 4096;

    /// <summary>How much above the last top is copied: the stack may have grown.</summary>
    public const ulong Slack = 512;

    /// <summary>Outsiders closer than this share a range: the bytes between them cost less than a range.</summary>
    private const ulong MergeDistance = 1024;

    /// <summary>More ranges of outsiders do not fit into one system call three times.</summary>
    private const int MaxOutsiderRanges = 250;

    /// <summary>More chunks do not fit twice: some 30,000 frames.</summary>
    private const int MaxChunks = 100;

    /// <summary>A copy that takes this many times longer than most was interrupted.</summary>
    private const double InterruptedRatio = 3;

    private readonly ProcessMemory _memory;
    private readonly PythonOffsets _offsets;
    private readonly RemoteRange[] _remote = new RemoteRange[ProcessMemory.MaxRanges];
    private readonly CopiedRange[] _ranges = new CopiedRange[MaxOutsiderRanges + MaxChunks + 2];
    private byte[] _buffer = new byte[1 << 16];
    private int _remoteCount;
    private int _length;
    private int _rangeCount;
    private int _lastRange;
    private int _firstState;
    private int _secondState;
    // What copies of a size usually take, by the power of two of their length.
    private readonly double[] _usualTimes = new double[32];
    private readonly int _stateLength;
    private readonly int _identityAt;

    public ThreadSnapshot(ProcessMemory memory, PythonOffsets offsets)
    {
        _memory = memory;
        _offsets = offsets;
        HeaderLength = offsets.HasDataStack
            ? offsets.FrameHeaderSize
            : Math.Max(Math.Max(offsets.FrameStackTop, offsets.FrameGenerator), offsets.FrameInstruction) + sizeof(ulong);
        _stateLength = Math.Max(
            Math.Max(offsets.ThreadDataStackTop, offsets.ThreadFrame), Math.Max(offsets.ThreadNativeId, offsets.ThreadIdentity)) + sizeof(ulong);
        _identityAt = offsets.ThreadNativeId >= 0 ? offsets.ThreadNativeId : offsets.ThreadIdentity;
    }

    /// <summary>Bytes of a frame that are needed: those before its locals, up to 3.10 fewer.</summary>
    public int HeaderLength { get; }

    /// <summary>
    /// The last copy took much longer than usual: the copying thread lost its CPU on the way. The target may meanwhile have left a
    /// frame and come back to it, so that equal copies prove nothing.
    /// </summary>
    public bool WasInterrupted { get; private set; }

    /// <summary>Copies what a plan names; false when some of it is not mapped (any longer).</summary>
    /// <param name="state">The thread's <c>PyThreadState</c>.</param>
    /// <param name="plan">Where its frames are likely to be.</param>
    /// <param name="isHeld">The thread does not run meanwhile: one copy is as good as three.</param>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public bool TryTake(UserAddress state, ThreadSnapshotPlan plan, bool isHeld)
    {
        _remoteCount = _length = _lastRange = 0;
        int deep = AddDepths(plan);
        int outsiders = AddOutsiders(plan, deep);
        _rangeCount = AddTop(plan, outsiders);
        for (int i = 0; i < _rangeCount; i++)
        {
            int copy = Copy(_ranges[i]);
            _ranges[i] = _ranges[i] with { First = copy, Second = copy, Third = copy };
        }

        _firstState = _secondState = CopyState(state, plan);
        if (!isHeld)
            CopyAgain(state, plan, deep);
        if (_buffer.Length < _length)
            _buffer = new byte[_length * 2];
        long start = Stopwatch.GetTimestamp();
        int read = _memory.Read(_remote.AsSpan(0, _remoteCount), _buffer);
        WasInterrupted = !isHeld && TookTooLong(Stopwatch.GetTimestamp() - start);
        return read == _length;
    }

    private void CopyAgain(UserAddress state, ThreadSnapshotPlan plan, int deep)
    {
        for (int i = _rangeCount - 1; i >= deep; i--)
            _ranges[i] = _ranges[i] with { Second = Copy(_ranges[i]) };
        _secondState = CopyState(state, plan);
        for (int i = _rangeCount - 1; i >= deep; i--)
            _ranges[i] = _ranges[i] with { Third = Copy(_ranges[i]) };
        for (int i = deep - 1; i >= 0; i--)
            _ranges[i] = _ranges[i] with { Second = Copy(_ranges[i]) };
    }

    /// <summary>Compares the time of a copy with what copies take here: down at once, up slowly, so that slow ones do not set the pace.</summary>
    private bool TookTooLong(long ticks)
    {
        const double Inertia = 64;
        ref double usual = ref _usualTimes[BitOperations.Log2((uint)_length)];
        if (usual == 0 || ticks < usual)
            usual = usual == 0 ? ticks : (usual + ticks) / 2;
        else
            usual += (Math.Min(ticks, usual * InterruptedRatio) - usual) / Inertia;
        return ticks > usual * InterruptedRatio;
    }

    /// <summary>The thread state at the first or the second instant.</summary>
    public ThreadInstant Instant(bool second) => ReadInstant(second ? _secondState : _firstState);

    /// <summary>
    /// Reads the frame at an address as it was just after an instant and compares it with the copy from just before; false when
    /// it was not copied.
    /// </summary>
    public bool TryGetFrame(UserAddress address, bool second, out PythonFrame frame, out UserAddress previous)
    {
        frame = default;
        previous = default;
        if (!TryFindRange(address.Value))
            return false;
        ref readonly CopiedRange range = ref _ranges[_lastRange];
        int at = (int)(address.Value - range.Start);
        ReadOnlySpan<byte> before = _buffer.AsSpan((second ? range.Second : range.First) + at, HeaderLength);
        ReadOnlySpan<byte> after = _buffer.AsSpan((second ? range.Third : range.Second) + at, HeaderLength);
        ReadOnlySpan<byte> later = _buffer.AsSpan(range.Third + at, HeaderLength);
        previous = Parse(address, after, out frame);
        frame.IsSameCall = CodeOf(before) == frame.Code
            && At(before, _offsets.FramePrevious) == At(after, _offsets.FramePrevious)
            && OwnerOf(before) == frame.Owner;
        frame.IsSteady = frame.IsSameCall && IsSame(before, after);
        frame.IsSteadyAfter = IsSame(after, later);
        return true;
    }

    /// <summary>Takes a frame from its header; how steady it is, is not known.</summary>
    /// <returns>Its caller.</returns>
    public UserAddress Parse(UserAddress address, ReadOnlySpan<byte> header, out PythonFrame frame)
    {
        frame = new PythonFrame
        {
            Address = address,
            Code = CodeOf(header),
            Instruction = InstructionOf(header),
            Owner = OwnerOf(header),
            AwaitsCallee = !_offsets.TellsAwaiting || MemoryMarshal.Read<int>(header[_offsets.FrameStackTop..]) >= 0,
            BytecodeIndex = _offsets.FrameBytecodeIndex >= 0 ? MemoryMarshal.Read<int>(header[_offsets.FrameBytecodeIndex..]) : 0,
        };
        return At(header, _offsets.FramePrevious);
    }

    /// <summary>Reads a thread state alone; false when it is not mapped.</summary>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public bool TryReadState(UserAddress state, out ThreadInstant instant)
    {
        bool isRead = _memory.TryRead(state, _buffer.AsSpan(0, _stateLength));
        instant = isRead ? ReadInstant(0) : default;
        return isRead;
    }

    private static UserAddress At(ReadOnlySpan<byte> bytes, int offset) => new(MemoryMarshal.Read<ulong>(bytes[offset..]));

    private UserAddress CodeOf(ReadOnlySpan<byte> header) => new(At(header, _offsets.FrameCode).Value & _offsets.ReferenceMask);

    /// <summary>Whose memory a frame is.</summary>
    public FrameOwner OwnerOf(ReadOnlySpan<byte> header)
    {
        if (!_offsets.HasDataStack)
            return At(header, _offsets.FrameGenerator).IsNull ? FrameOwner.FrameObject : FrameOwner.Generator;
        var owner = (FrameOwner)header[_offsets.FrameOwner];
        return owner == FrameOwner.CStack314 ? FrameOwner.CStack : owner;
    }

    private UserAddress InstructionOf(ReadOnlySpan<byte> header)
    {
        if (_offsets.HasDataStack)
            return At(header, _offsets.FrameInstruction);
        int last = MemoryMarshal.Read<int>(header[_offsets.FrameInstruction..]);
        return new UserAddress(unchecked((ulong)(last < 0 ? -2L : (long)last * _offsets.InstructionSize)));
    }

    // Where the frame is in its code and what it waits for; locals and the frame object come and go while it waits.
    private bool IsSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        CodeOf(one) == CodeOf(other)
        && At(one, _offsets.FramePrevious) == At(other, _offsets.FramePrevious)
        && InstructionOf(one) == InstructionOf(other)
        && MemoryMarshal.Read<ulong>(one[_offsets.FrameStackTop..]) == MemoryMarshal.Read<ulong>(other[_offsets.FrameStackTop..]);

    private bool TryFindRange(ulong address)
    {
        if (_lastRange < _rangeCount && _ranges[_lastRange].Contains(address, HeaderLength))
            return true;
        // The top comes last and holds most frames.
        for (int i = _rangeCount - 1; i >= 0; i--)
        {
            if (_ranges[i].Contains(address, HeaderLength))
            {
                _lastRange = i;
                return true;
            }
        }

        return false;
    }

    private int AddDepths(ThreadSnapshotPlan plan)
    {
        int count = 0;
        for (int i = Math.Max(0, plan.Chunks.Count - 1 - MaxChunks); i < plan.Chunks.Count - 1; i++)
            _ranges[count++] = new CopiedRange(plan.Chunks[i].Start, plan.Chunks[i].End, 0, 0, 0);
        if (plan.Chunks.Count > 0 && TopStart(plan) is var top && top > plan.Chunks[^1].Start)
        {
            // A frame that begins below the top may reach into it: the ranges overlap by one header.
            _ranges[count++] = new CopiedRange(plan.Chunks[^1].Start, top + (ulong)HeaderLength, 0, 0, 0);
        }

        return count;
    }

    private int AddOutsiders(ThreadSnapshotPlan plan, int count)
    {
        int first = count;
        for (int i = 0; i < plan.OutsiderCount; i++)
        {
            ulong start = plan.Outsider(i), end = start + (ulong)HeaderLength;
            if (count > first && start < _ranges[count - 1].End + MergeDistance)
                _ranges[count - 1] = _ranges[count - 1] with { End = Math.Max(end, _ranges[count - 1].End) };
            else if (count - first < MaxOutsiderRanges)
                _ranges[count++] = new CopiedRange(start, end, 0, 0, 0);
        }

        return count;
    }

    private int AddTop(ThreadSnapshotPlan plan, int count)
    {
        if (plan.Chunks.Count == 0)
            return count;
        ulong start = TopStart(plan);
        ulong end = Math.Clamp(Math.Max(plan.RecentTop, plan.LastTop) + Slack, start, plan.Chunks[^1].Limit);
        _ranges[count] = new CopiedRange(start, end, 0, 0, 0);
        return count + 1;
    }

    private static ulong TopStart(ThreadSnapshotPlan plan)
    {
        ulong start = plan.Chunks[^1].Start;
        // The top may have been read while the chunk changed, and be of another.
        return plan.LastTop > start + TopLength && plan.LastTop <= plan.Chunks[^1].Limit
            ? (plan.LastTop - TopLength) & ~7UL
            : start;
    }

    private int Copy(in CopiedRange range) => Copy(new UserAddress(range.Start), (int)(range.End - range.Start));

    private int Copy(UserAddress address, int length)
    {
        int at = _length;
        _remote[_remoteCount++] = new RemoteRange(address, (nuint)length);
        _length += length;
        return at;
    }

    private int CopyState(UserAddress state, ThreadSnapshotPlan plan)
    {
        int at = Copy(state, _stateLength);
        if (_offsets.ThreadCFrame >= 0 && !plan.CFrame.IsNull)
            Copy(plan.CFrame + (ulong)_offsets.CFrameCurrentFrame, sizeof(ulong));
        return at;
    }

    private ThreadInstant ReadInstant(int at)
    {
        ReadOnlySpan<byte> state = _buffer.AsSpan(at, _stateLength);
        bool isDirect = _offsets.ThreadCFrame < 0;
        UserAddress cframe = isDirect ? UserAddress.Null : At(state, _offsets.ThreadCFrame);
        return new ThreadInstant(
            MemoryMarshal.Read<long>(state[_identityAt..]),
            isDirect ? At(state, _offsets.ThreadFrame) : cframe.IsNull ? cframe : At(_buffer, at + _stateLength),
            cframe,
            _offsets.HasDataStack ? At(state, _offsets.ThreadDataStackChunk) : UserAddress.Null,
            _offsets.HasDataStack ? At(state, _offsets.ThreadDataStackTop) : UserAddress.Null);
    }
}
