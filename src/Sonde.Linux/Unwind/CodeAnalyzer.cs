namespace Sonde.Linux.Unwind;

/// <summary>
/// Makes a row for code without unwind information (musl, hand-written assembly) by following its instructions from one
/// address to where it returns, and counting what they do to the stack pointer. Not for several threads at a time.
/// </summary>
/// <param name="readCode">Reads code by link-time address; how many bytes could be read.</param>
internal sealed class CodeAnalyzer(CodeAnalyzer.ReadCode readCode)
{
    /// <summary>Reads code by link-time address; returns how many bytes could be read.</summary>
    public delegate int ReadCode(ulong address, Span<byte> code);

    private const int MaxInstructions = 2_000, MaxReturns = 16, WindowSize = 512, WordSize = 8, Alignment = 16;

    private readonly byte[] _window = new byte[WindowSize];
    private readonly Queue<Path> _paths = new();
    private readonly HashSet<ulong> _visited = [];
    private readonly List<(UnwindRow Row, int Votes)> _rows = [];
    private ulong _windowStart;
    private int _windowLength;

    /// <summary>Finds the row that holds before an instruction; one with no rule when its return cannot be found.</summary>
    public UnwindRow Analyze(ulong address)
    {
        _paths.Clear();
        _visited.Clear();
        _rows.Clear();
        _paths.Enqueue(new Path { Address = address });
        int returns = 0;
        // Breadth first. A path behind a call that never returns runs into another function: the nearest returns decide, by
        // majority.
        for (int steps = 0; steps < MaxInstructions && returns < MaxReturns && _paths.TryDequeue(out Path path); steps++)
        {
            if (_visited.Add(path.Address) && Step(path))
                returns++;
        }

        return _rows.Count == 0 ? default : _rows.MaxBy(static row => row.Votes).Row;
    }

    /// <summary>Executes one instruction of a path; true when it returns.</summary>
    private bool Step(Path path)
    {
        CodeInstruction instruction = CodeInstruction.Decode(CodeAt(path.Address));
        ulong next = path.Address + (ulong)instruction.Length;
        bool followsCall = path.FollowsCall;
        path.FollowsCall = false;
        switch (instruction.Effect)
        {
            case CodeEffect.Unknown or CodeEffect.End or CodeEffect.LoseStackPointer:
                return false;
            case CodeEffect.Padding when followsCall && (next % Alignment) == 0:
                return false; // the call does not return, and the next function follows
            case CodeEffect.Padding:
                path.FollowsCall = followsCall;
                break;
            case CodeEffect.Return:
                Vote(path);
                return true;
            case CodeEffect.Jump:
                next += (ulong)instruction.Value;
                break;
            case CodeEffect.Branch:
                _paths.Enqueue(path with { Address = next + (ulong)instruction.Value });
                break;
            case CodeEffect.Call:
                path.FollowsCall = true;
                break;
            default:
                if (!path.TryApply(instruction))
                    return false;
                break;
        }

        _paths.Enqueue(path with { Address = next });
        return false;
    }

    private void Vote(Path path)
    {
        // No function returns from below where it stands: this path ran into another function's beginning.
        if (!path.StackIsFrameBased && path.Stack < 0)
            return;
        int cfa = path.Stack + WordSize;
        bool isRestored = path.Frame == Path.FrameState.Restored && path.RestoredIsFrameBased == path.StackIsFrameBased;
        int saved = isRestored ? path.FrameOffset - cfa : 0;
        if (!UnwindRow.Fits(saved))
            return;
        var row = new UnwindRow(
            path.StackIsFrameBased ? CfaRule.FramePointer : CfaRule.StackPointer, cfa, saved,
            UnwindRowFlags.IsGuessed | (isRestored ? UnwindRowFlags.SavesFramePointer : UnwindRowFlags.None));
        for (int i = 0; i < _rows.Count; i++)
        {
            if (_rows[i].Row != row)
                continue;
            _rows[i] = (row, _rows[i].Votes + 1);
            return;
        }

        _rows.Add((row, 1));
    }

    private ReadOnlySpan<byte> CodeAt(ulong address)
    {
        ulong offset = address - _windowStart;
        if (offset > WindowSize || (int)offset + CodeInstruction.MaxLength > _windowLength)
        {
            _windowStart = address;
            _windowLength = readCode(address, _window);
            offset = 0;
        }

        return _window.AsSpan((int)offset, _windowLength - (int)offset);
    }

    /// <summary>Where a path stands, and what has become of the two registers.</summary>
    private record struct Path
    {
        /// <summary>What the frame pointer holds.</summary>
        public enum FrameState : byte
        {
            /// <summary>What it held at the beginning.</summary>
            Original,

            /// <summary>The stack pointer of the beginning + <see cref="FrameOffset"/>.</summary>
            StackBased,

            /// <summary>The word that was at <see cref="FrameOffset"/>: the caller's value.</summary>
            Restored,

            /// <summary>Something else.</summary>
            Lost,
        }

        public ulong Address;

        /// <summary>The stack pointer, from where it or the frame pointer was at the beginning.</summary>
        public int Stack;

        public bool StackIsFrameBased;

        public FrameState Frame;

        public int FrameOffset;

        public bool RestoredIsFrameBased;

        /// <summary>Only padding stands between the last call and here.</summary>
        public bool FollowsCall;

        /// <summary>Applies an instruction; false when the stack pointer is not known any more.</summary>
        public bool TryApply(in CodeInstruction instruction)
        {
            switch (instruction.Effect)
            {
                case CodeEffect.AddToStackPointer:
                    Stack += instruction.Value;
                    return true;
                case CodeEffect.StackFromFramePointer:
                    return TryTakeFramePointer(instruction.Value);
                case CodeEffect.Leave:
                    if (!TryTakeFramePointer(0))
                        return false;
                    Restore(0);
                    Stack += WordSize;
                    return true;
                case CodeEffect.PopFramePointer:
                    Restore(0);
                    Stack += WordSize;
                    return true;
                case CodeEffect.LoadFramePointer:
                    Restore(instruction.Value);
                    return true;
                case CodeEffect.FrameFromStackPointer:
                    (Frame, FrameOffset) = StackIsFrameBased
                        ? (FrameState.Lost, 0)
                        : (FrameState.StackBased, Stack + instruction.Value);
                    return true;
                case CodeEffect.LoseFramePointer:
                    Frame = FrameState.Lost;
                    return true;
                default:
                    return true;
            }
        }

        private void Restore(int offset)
        {
            Frame = FrameState.Restored;
            FrameOffset = Stack + offset;
            RestoredIsFrameBased = StackIsFrameBased;
        }

        private bool TryTakeFramePointer(int offset)
        {
            switch (Frame)
            {
                case FrameState.Original:
                    (Stack, StackIsFrameBased) = (offset, true);
                    return true;
                case FrameState.StackBased:
                    (Stack, StackIsFrameBased) = (FrameOffset + offset, false);
                    return true;
                default:
                    return false;
            }
        }
    }
}
