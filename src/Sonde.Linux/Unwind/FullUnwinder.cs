namespace Sonde.Linux.Unwind;

/// <summary>
/// Walks up a stack with all registers, executing the file's own entry for each frame: for stacks with a frame whose rules
/// do not fit into a row, for example one that keeps its CFA in rbx. Slower by an order of magnitude.
/// </summary>
internal sealed class FullUnwinder
{
    // What a call may change (System V ABI, AMD64 supplement 1.0, section 3.2.1): rax, rdx, rcx, rsi, rdi, r8 to r11.
    private const ulong VolatileMask = 0xf37;
    private const ulong RowMask = 1UL << X64.Rip | 1UL << X64.Rsp | 1UL << X64.Rbp;

    /// <summary>Rules that are kept: programs call from some thousand places, and each takes half a kilobyte.</summary>
    private const int MaxKnown = 8192;

    private readonly Dictionary<(uint Version, ulong Address), FunctionRules> _known = [];
    private readonly FrameRules[] _remembered = new FrameRules[CfiProgram.MaxRemembered];

    /// <inheritdoc cref="Unwinder.FramePointer"/>
    public ulong FramePointer { get; private set; }

    /// <summary>Walks up a stack; see <see cref="Unwinder"/>.</summary>
    public int Unwind(
        RegisterSet registers, StackCopy stack, CodeMap modules, Span<ulong> frames, Span<ulong> stackPointers, Span<ulong> preserved,
        out UnwindStop stop)
    {
        int count = Walk(ref registers, stack, modules, frames, stackPointers, preserved, out stop);
        FramePointer = registers[X64.Rbp];
        return count;
    }

    private int Walk(
        ref RegisterSet registers, StackCopy stack, CodeMap modules, Span<ulong> frames, Span<ulong> stackPointers, Span<ulong> preserved,
        out UnwindStop stop)
    {
        int count = 0;
        bool isCaller = false, isForeign = false;
        while (count < frames.Length)
        {
            ulong address = isCaller ? registers[X64.Rip] - 1 : registers[X64.Rip];
            if (modules.Find(address) is not { } region)
            {
                stop = UnwindStop.UnmappedPc;
                return count;
            }

            if (!stackPointers.IsEmpty)
                stackPointers[count] = registers[X64.Rsp];
            if (!preserved.IsEmpty)
                registers.CopyPreserved(preserved[(count * RegisterSet.PreservedCount)..]);
            frames[count++] = address;
            bool wasCaller = isCaller;
            bool hasMoved = TryMoveUp(address, region, modules, stack, ref registers, ref isCaller, out stop);
            if (hasMoved && wasCaller && !isCaller)
                frames[count - 1]++; // a signal trampoline, which nothing has called
            if (!hasMoved)
            {
                if (isForeign && (stop is UnwindStop.StackTruncated or UnwindStop.Unreadable))
                    stop = UnwindStop.ForeignStack;
                return count;
            }

            isForeign |= !isCaller && !stack.Contains(registers[X64.Rsp]);
        }

        stop = UnwindStop.TooDeep;
        return count;
    }

    private bool TryMoveUp(
        ulong address, CodeRegion region, CodeMap modules, StackCopy stack, ref RegisterSet registers, ref bool isCaller,
        out UnwindStop stop)
    {
        ReadOnlySpan<byte> section = default;
        if (!_known.TryGetValue((modules.Version, address), out FunctionRules? known))
        {
            UnwindTable? table = region.GetTable(modules.Tables, out ulong bias);
            if (table is null || !table.TryGetRules(address - bias, _remembered, out FrameRules found, out FunctionEntry entry, out section))
                return TryMoveUpByRow(address, region, modules, stack, ref registers, ref isCaller, out stop);
            known = Keep(address, modules.Version, found, entry.Common);
        }

        ref readonly FrameRules rules = ref known.Rules;
        if (rules.Registers[known.ReturnRegister].Kind == RegisterRuleKind.Undefined)
        {
            stop = UnwindStop.EndOfStack;
            return false;
        }

        if (!TryGetCfa(rules, section, registers, stack, out ulong cfa, out stop))
            return false;
        if (!known.IsSignalFrame && cfa <= registers[X64.Rsp])
        {
            stop = UnwindStop.BadCfa;
            return false;
        }

        RegisterSet caller = default;
        for (int number = 0; number < X64.RegisterCount; number++)
        {
            UnwindStop cause = UnwindStop.BadUnwindInfo;
            if (TryGetRegister(number, rules, section, registers, stack, cfa, known.IsSignalFrame, out ulong value, ref cause))
            {
                caller.Set(number, value);
            }
            else if ((RowMask >> number & 1) != 0)
            {
                stop = cause;
                return false;
            }
        }

        registers = caller;
        isCaller = !known.IsSignalFrame;
        stop = UnwindStop.EndOfStack;
        return registers[X64.Rip] != 0;
    }

    private FunctionRules Keep(ulong address, uint version, in FrameRules rules, CommonInformation common)
    {
        var kept = new FunctionRules(
            rules, common.ReturnRegister < RegisterRules.Count ? (int)common.ReturnRegister : X64.Rip, common.IsSignalFrame);
        if (rules.HasExpressions)
            return kept;
        if (_known.Count >= MaxKnown)
            _known.Clear();
        _known.Add((version, address), kept);
        return kept;
    }

    private static bool TryMoveUpByRow(
        ulong address, CodeRegion region, CodeMap modules, StackCopy stack, ref RegisterSet registers, ref bool isCaller,
        out UnwindStop stop)
    {
        UnwindRow row = region.GetRow(address, isCaller, modules.Tables);
        var frame = new Frame(registers[X64.Rip], registers[X64.Rsp], registers[X64.Rbp], isCaller);
        if (!frame.TryMoveUp(row, stack, out stop))
            return false;
        registers = RegisterSet.X64Of(frame.InstructionPointer, frame.StackPointer, frame.FramePointer);
        isCaller = frame.IsCaller;
        return true;
    }

    private static bool TryGetCfa(
        in FrameRules rules, ReadOnlySpan<byte> section, in RegisterSet registers, StackCopy stack, out ulong cfa, out UnwindStop stop)
    {
        if (rules.CfaIsExpression)
            return DwarfExpression.TryEvaluate(rules.CfaExpression.ExpressionIn(section), registers, stack, null, out cfa, out stop);
        cfa = registers[rules.CfaRegister] + (ulong)rules.CfaOffset;
        stop = UnwindStop.Unreadable;
        return registers.Knows(rules.CfaRegister);
    }

    private static bool TryGetRegister(
        int number, in FrameRules rules, ReadOnlySpan<byte> section, in RegisterSet registers, StackCopy stack, ulong cfa,
        bool isSignalFrame, out ulong value, ref UnwindStop cause)
    {
        RegisterRule rule = rules.Registers[number];
        ulong address;
        value = 0;
        switch (rule.Kind)
        {
            case RegisterRuleKind.SameValue when number == X64.Rsp:
                value = cfa;
                return true;
            case RegisterRuleKind.SameValue when number == X64.Rip:
                // A return address must be told.
                return false;
            case RegisterRuleKind.SameValue:
                value = registers[number];
                return registers.Knows(number) && (isSignalFrame || (VolatileMask >> number & 1) == 0);
            case RegisterRuleKind.AtOffset:
                address = cfa + (ulong)rule.Value;
                break;
            case RegisterRuleKind.IsOffset:
                value = cfa + (ulong)rule.Value;
                return true;
            case RegisterRuleKind.InRegister:
                value = rule.Value is >= 0 and < RegisterRules.Count ? registers[(int)rule.Value] : 0;
                return rule.Value is >= 0 and < RegisterRules.Count && registers.Knows((int)rule.Value);
            case RegisterRuleKind.AtExpression or RegisterRuleKind.IsExpression:
                if (!DwarfExpression.TryEvaluate(rule.ExpressionIn(section), registers, stack, cfa, out address, out cause))
                    return false;
                value = address;
                if (rule.Kind == RegisterRuleKind.IsExpression)
                    return true;
                break;
            default:
                return number == X64.Rbp; // Undefined; of rbp its value is of use to nobody
        }

        if (address < registers[X64.Rsp] && !isSignalFrame)
        {
            // Already popped by an epilogue, which compilers do not tell.
            value = registers[number];
            return registers.Knows(number);
        }

        cause = stack.CauseAt(address);
        return stack.TryRead(address, out value);
    }

    /// <summary>What holds at one instruction; an expression's bytes are not in it.</summary>
    private sealed class FunctionRules(in FrameRules rules, int returnRegister, bool isSignalFrame)
    {
        public readonly FrameRules Rules = rules;

        public int ReturnRegister => returnRegister;

        public bool IsSignalFrame => isSignalFrame;
    }
}
