using System.Runtime.InteropServices;
using Sonde.Linux.Memory;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// Reads the Python frames and the C stack of one thread at one instant: <see cref="Copy"/> while the thread stands still,
/// <see cref="Join"/> when it may run again. Nothing is allocated per stack. One thread at a time.
/// </summary>
internal sealed class MixedStackReader
{
    /// <summary>How much of a stack is copied that nothing of Python lies on.</summary>
    private const ulong PlainStackBytes = 48 << 10;

    private readonly ProcessMemory _memory;
    private readonly StackReader _stacks;
    private readonly CStackReader _native;
    private readonly SegmentReader _segmentReader;
    private readonly ActivationFinder? _activations;
    private readonly SampleWriter _writer;
    private readonly ulong _gap;
    private readonly List<PythonFrame> _frames = [];
    private readonly List<PythonSegment> _segments = [];
    private readonly List<ulong> _python = [];
    private readonly List<ulong> _joined = [];
    private RegisterSet _registers;
    private bool _hasRegisters;
    private int _chains;

    /// <summary>Prepares to read one process.</summary>
    /// <param name="memory">Its memory.</param>
    /// <param name="runtime">Its interpreter.</param>
    /// <param name="native">Reads C stacks; shared by all processes.</param>
    /// <param name="writer">Names Python frames.</param>
    /// <param name="gap">The item to put where native frames are missing.</param>
    public MixedStackReader(ProcessMemory memory, PythonRuntime runtime, CStackReader native, SampleWriter writer, ulong gap)
    {
        PythonOffsets offsets = runtime.Offsets!;
        _activations = offsets.HasDataStack ? null : new ActivationFinder(runtime.EvaluationLoop);
        _memory = memory;
        _stacks = new StackReader(memory, offsets, new CodeCache(memory, offsets));
        _native = native;
        _segmentReader = new SegmentReader(memory, offsets);
        _writer = writer;
        _gap = gap;
    }

    /// <summary>The joined frames, the innermost first; valid until the next call.</summary>
    public ReadOnlySpan<ulong> Items => CollectionsMarshal.AsSpan(_joined);

    /// <summary>Copies what belongs to one instant.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="registers">Its user registers, as perf orders them; empty when they are not known.</param>
    /// <param name="isHeld">It does not run meanwhile. Otherwise only its Python frames are of one instant.</param>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    public StackOutcome Copy(MixedThread thread, ReadOnlySpan<ulong> registers, bool isHeld)
    {
        _frames.Clear();
        _segments.Clear();
        _chains = 0;
        _hasRegisters = isHeld && !registers.IsEmpty;
        if (_hasRegisters)
        {
            _registers = RegisterSet.FromPerfX64(RegisterSet.PerfX64Mask, registers);
            _native.Begin(_memory, new UserAddress(_registers.StackPointer));
        }

        StackOutcome result = StackOutcome.NoFrames;
        foreach ((InterpreterThread identity, ThreadSnapshotPlan plan) in thread.States)
        {
            StackOutcome outcome = _stacks.Read(identity.State, identity.NativeId, plan, isHeld);
            switch (outcome)
            {
                case StackOutcome.Gone or StackOutcome.Torn:
                    return outcome;
                case StackOutcome.NoFrames:
                    continue;
            }

            int first = _frames.Count;
            _frames.AddRange(_stacks.Frames);
            _chains++;
            if (_hasRegisters && _activations is null)
                _segmentReader.Read(identity.State, _stacks.Frames, first, _native, _segments);
            else if (!_hasRegisters)
                _segments.Add(new PythonSegment(UserAddress.Null, first, _frames.Count - first));
            result = result == StackOutcome.Truncated ? result : outcome;
        }

        if (_hasRegisters && _activations is not null && _chains > 0)
            _native.CopyAll();
        else if (_hasRegisters && _segments.Count == 0)
            _native.CopyBeyond(new UserAddress(_registers.StackPointer + PlainStackBytes));
        // A thread that has entered several interpreters runs them all on one C stack.
        if (thread.States.Count > 1)
            _segments.Sort(static (one, other) => Rank(one).CompareTo(Rank(other)));
        return result;
    }

    /// <summary>Joins what was copied last; <see cref="Items"/> has the result.</summary>
    /// <param name="code">The process's code.</param>
    /// <param name="stop">How unwinding ended; null without registers.</param>
    public FrameMatch Join(CodeMap code, out UnwindStop? stop)
    {
        _python.Clear();
        foreach (ref readonly PythonFrame frame in CollectionsMarshal.AsSpan(_frames))
        {
            _python.Add(FrameVisibility.IsShown(frame, out PythonCode? function, out int unit)
                ? MixedItem.Of(_writer.LocationOf(function, unit))
                : 0);
        }

        bool searches = _activations is not null && _chains > 0;
        stop = _hasRegisters ? _native.Unwind(_registers, code, searches) : null;
        if (_hasRegisters && searches)
            FindActivations(_activations!);
        return StackJoiner.Join(
            _hasRegisters ? _native.Frames : [], _hasRegisters ? _native.StackPointers : [], CollectionsMarshal.AsSpan(_segments),
            CollectionsMarshal.AsSpan(_python), _gap, _joined);
    }

    private void FindActivations(ActivationFinder finder)
    {
        // Which activations belong to which of several interpreters is not known.
        if (_chains == 1)
            finder.Find(_native.Unwound, CollectionsMarshal.AsSpan(_frames), _segments);
        else
            _segments.Add(new PythonSegment(UserAddress.Null, 0, _frames.Count));
    }

    private static ulong Rank(in PythonSegment segment) => segment.Anchor.IsNull ? ulong.MaxValue : segment.Anchor.Value;
}
