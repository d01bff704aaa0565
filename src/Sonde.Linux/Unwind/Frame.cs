using System.Runtime.CompilerServices;

namespace Sonde.Linux.Unwind;

/// <summary>The three registers that almost every frame can be left by, and how to do it.</summary>
internal struct Frame(ulong instructionPointer, ulong stackPointer, ulong framePointer, bool isCaller = false)
{
    private const int WordSize = 8, PltEntryMask = 15;

    private ulong _instructionPointer = instructionPointer;
    private ulong _stackPointer = stackPointer;
    private ulong _framePointer = framePointer;
    private bool _isCaller = isCaller;
    private bool _isForeign; // left the copied stack, at a signal handler's first frame

    /// <summary>The address whose unwind information holds: of a caller that of the call instruction's last byte.</summary>
    public readonly ulong LookupAddress => _isCaller ? _instructionPointer - 1 : _instructionPointer;

    /// <summary>The address by which the frame is named.</summary>
    /// <param name="row">The row that holds at <see cref="LookupAddress"/>.</param>
    public readonly ulong AddressToShow(UnwindRow row) =>
        (row.Flags & UnwindRowFlags.IsNotCalled) != 0 ? _instructionPointer : LookupAddress;

    /// <summary>False for the frame that a signal interrupted, and for the first.</summary>
    public readonly bool IsCaller => _isCaller;

    public readonly ulong InstructionPointer => _instructionPointer;

    public readonly ulong StackPointer => _stackPointer;

    public readonly ulong FramePointer => _framePointer;

    /// <summary>Moves to the caller; false when there is none or it cannot be found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryMoveUp(UnwindRow row, StackCopy stack, out UnwindStop stop)
    {
        if (row.Rule == CfaRule.StackPointer)
            return TryMoveTo(_stackPointer + (ulong)row.CfaOffset, row, stack, out stop);
        if (row.Rule == CfaRule.FramePointer)
            return TryMoveTo(_framePointer + (ulong)row.CfaOffset, row, stack, out stop);
        return TryMoveUpRarely(row, stack, out stop);
    }

    private bool TryMoveTo(ulong cfa, UnwindRow row, StackCopy stack, out UnwindStop stop)
    {
        if ((row.Flags & UnwindRowFlags.IsOutermost) != 0)
            return End(UnwindStop.EndOfStack, out stop);
        if (cfa <= _stackPointer)
            return End(UnwindStop.BadCfa, out stop);
        if (!stack.TryRead(cfa - WordSize, out ulong returnAddress))
            return EndAt(cfa - WordSize, stack, out stop);
        if ((row.Flags & UnwindRowFlags.SavesFramePointer) != 0)
        {
            ulong from = (row.Flags & UnwindRowFlags.SavedAtFramePointer) != 0 ? _framePointer : cfa;
            ulong saved = from + (ulong)row.FramePointerOffset;
            // Compilers do not tell that an epilogue has popped a register: what lies below the stack pointer is already back.
            if (saved >= _stackPointer && !stack.TryRead(saved, out _framePointer))
                return EndAt(saved, stack, out stop);
        }

        if (returnAddress == 0)
            return End(UnwindStop.EndOfStack, out stop);
        _instructionPointer = returnAddress;
        _stackPointer = cfa;
        _isCaller = true;
        stop = UnwindStop.TooDeep;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMoveUpRarely(UnwindRow row, StackCopy stack, out UnwindStop stop)
    {
        switch (row.Rule)
        {
            case CfaRule.None:
                return TryFollowFramePointer(stack, out stop);
            case CfaRule.WordAtStackPointer:
                return TryMoveToWord(_stackPointer + (ulong)row.WordOffset, row, stack, out stop);
            case CfaRule.WordAtFramePointer:
                return TryMoveToWord(_framePointer + (ulong)row.WordOffset, row, stack, out stop);
            case CfaRule.ProcedureLinkage:
                int pushed = (int)(_instructionPointer & PltEntryMask) >= row.PltThreshold ? WordSize : 0;
                return TryMoveTo(_stackPointer + (ulong)(row.CfaOffset + pushed), row, stack, out stop);
            case CfaRule.SignalFrame:
                return TryLeaveSignal(stack, out stop);
            case CfaRule.StackSwitch when !stack.TryRead(_framePointer, out _):
                return End(UnwindStop.ForeignStack, out stop);
            case CfaRule.StackSwitch:
                return TryFollowFramePointer(stack, out stop);
            default:
                return End(UnwindStop.BadUnwindInfo, out stop);
        }
    }

    private bool TryMoveToWord(ulong address, UnwindRow row, StackCopy stack, out UnwindStop stop) =>
        stack.TryRead(address, out ulong word)
            ? TryMoveTo(word + (ulong)row.WordAddend, row, stack, out stop)
            : EndAt(address, stack, out stop);

    private bool TryLeaveSignal(StackCopy stack, out UnwindStop stop)
    {
        ulong context = _stackPointer;
        if (!stack.TryRead(context + RowCompiler.SignalRip, out ulong instructionPointer) ||
            !stack.TryRead(context + RowCompiler.SignalRsp, out ulong stackPointer) ||
            !stack.TryRead(context + RowCompiler.SignalRbp, out ulong framePointer))
        {
            return EndAt(context + RowCompiler.SignalRip, stack, out stop);
        }

        (_instructionPointer, _stackPointer, _framePointer) = (instructionPointer, stackPointer, framePointer);
        _isCaller = false;
        _isForeign |= !stack.Contains(stackPointer);
        stop = UnwindStop.TooDeep;
        return true;
    }

    /// <summary>Code without unwind information: rbp points to the caller's rbp, with the return address above it.</summary>
    private bool TryFollowFramePointer(StackCopy stack, out UnwindStop stop)
    {
        // The outermost frame of a program without unwind information: its start code clears rbp (System V ABI, AMD64
        // supplement 1.0, section 3.4.1).
        if (_framePointer == 0)
            return End(UnwindStop.EndOfStack, out stop);
        if (_framePointer < _stackPointer || _framePointer % WordSize != 0 ||
            !stack.TryRead(_framePointer, out ulong framePointer) ||
            !stack.TryRead(_framePointer + WordSize, out ulong returnAddress))
        {
            // Code that starts a thread or a coroutine by hand leaves a return address of 0, as glibc's makecontext does.
            bool isOutermost = _isCaller && stack.TryRead(_stackPointer, out ulong top) && top == 0;
            bool isBeyond = _framePointer >= stack.End && _framePointer % WordSize == 0 && stack.CauseAt(_framePointer) == UnwindStop.StackTruncated;
            return End(isOutermost ? UnwindStop.EndOfStack : isBeyond ? UnwindStop.StackTruncated : UnwindStop.NoUnwindInfo, out stop);
        }

        if (returnAddress == 0)
            return End(UnwindStop.EndOfStack, out stop);
        _stackPointer = _framePointer + 2 * WordSize;
        (_instructionPointer, _framePointer) = (returnAddress, framePointer);
        _isCaller = true;
        stop = UnwindStop.TooDeep;
        return true;
    }

    private readonly bool EndAt(ulong address, StackCopy stack, out UnwindStop stop) =>
        End(_isForeign ? UnwindStop.ForeignStack : stack.CauseAt(address), out stop);

    private static bool End(UnwindStop cause, out UnwindStop stop)
    {
        stop = cause;
        return false;
    }
}
