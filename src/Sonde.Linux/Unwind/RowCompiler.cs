namespace Sonde.Linux.Unwind;

/// <summary>Turns the full rules of x86-64 code into a row.</summary>
internal static class RowCompiler
{
    private const int WordSize = 8;

    // struct rt_sigframe begins with a ucontext once its return address is popped: uc_flags, uc_link, uc_stack (40 bytes),
    // then struct sigcontext_64 (arch/x86/include/uapi/asm/sigcontext.h): rbp is word 10, rsp 15, rip 16 of it.

    /// <summary>Bytes from the stack pointer in a signal trampoline to the interrupted rbp.</summary>
    public const int SignalRbp = 120;

    /// <summary>Bytes from the stack pointer in a signal trampoline to the interrupted rsp.</summary>
    public const int SignalRsp = 160;

    /// <summary>Bytes from the stack pointer in a signal trampoline to the interrupted rip.</summary>
    public const int SignalRip = 168;

    private const byte Breg6 = 0x76, Breg7 = 0x77, Breg16 = 0x80, Deref = 0x06, Literal0 = 0x30, PlusConstant = 0x23;
    private const byte And = 0x1a, Plus = 0x22, ShiftLeft = 0x24, GreaterOrEqual = 0x2a;

    private static readonly UnwindRow Full = new(CfaRule.Full, 0);

    /// <summary>Compiles one row.</summary>
    public static UnwindRow Compile(in FrameRules rules, in FunctionEntry entry, ReadOnlySpan<byte> section)
    {
        if (entry.Common.ReturnRegister != X64.Rip)
            return Full;
        RegisterRule returnAddress = rules.Registers[X64.Rip], framePointer = rules.Registers[X64.Rbp];
        if (returnAddress.Kind == RegisterRuleKind.Undefined)
            return new UnwindRow(CfaRule.StackPointer, 0, 0, UnwindRowFlags.IsOutermost);
        if (entry.Common.IsSignalFrame)
            return IsSignalFrame(rules, section) ? SignalTrampoline.Row : Full;
        if (returnAddress != new RegisterRule(RegisterRuleKind.AtOffset, -WordSize) ||
            rules.Registers[X64.Rsp].Kind != RegisterRuleKind.SameValue)
        {
            return Full;
        }

        UnwindRowFlags flags = UnwindRowFlags.None;
        int saved = 0;
        switch (framePointer.Kind)
        {
            case RegisterRuleKind.SameValue or RegisterRuleKind.Undefined:
                break;
            case RegisterRuleKind.AtOffset when UnwindRow.Fits(framePointer.Value):
                flags = UnwindRowFlags.SavesFramePointer;
                saved = (int)framePointer.Value;
                break;
            case RegisterRuleKind.AtExpression when IsAtFramePointer(framePointer.ExpressionIn(section)):
                flags = UnwindRowFlags.SavesFramePointer | UnwindRowFlags.SavedAtFramePointer;
                break;
            default:
                return Full;
        }

        return rules.CfaIsExpression
            ? CompileExpression(rules.CfaExpression.ExpressionIn(section), saved, flags)
            : CompileRegister(rules, saved, flags);
    }

    private static UnwindRow CompileRegister(in FrameRules rules, int saved, UnwindRowFlags flags)
    {
        if (rules.CfaOffset is < int.MinValue or > int.MaxValue)
            return Full;
        return rules.CfaRegister switch
        {
            X64.Rsp => new UnwindRow(CfaRule.StackPointer, (int)rules.CfaOffset, saved, flags),
            X64.Rbp => new UnwindRow(CfaRule.FramePointer, (int)rules.CfaOffset, saved, flags),
            _ => Full,
        };
    }

    private static UnwindRow CompileExpression(ReadOnlySpan<byte> expression, int saved, UnwindRowFlags flags)
    {
        var reader = new ByteReader(expression);
        byte register = reader.U8();
        long offset = reader.Sleb();
        if (reader.Failed || offset is < int.MinValue or > int.MaxValue || register is not (Breg6 or Breg7))
            return Full;
        ReadOnlySpan<byte> rest = expression[reader.Position..];
        if (register == Breg7 && flags == UnwindRowFlags.None && IsLinkage(rest, out int threshold))
            return UnwindRow.ProcedureLinkage((int)offset, threshold);
        // A realigned stack: gcc and OpenSSL keep the old stack pointer in a word of the new frame.
        if (reader.U8() != Deref)
            return Full;
        ulong addend = 0;
        if (!reader.AtEnd && reader.U8() == PlusConstant)
            addend = reader.Uleb();
        CfaRule rule = register == Breg7 ? CfaRule.WordAtStackPointer : CfaRule.WordAtFramePointer;
        bool isWhole = reader.AtEnd && !reader.Failed && expression[^1] != PlusConstant;
        return isWhole && UnwindRow.TryWordAt(rule, (int)offset, addend, saved, flags, out UnwindRow row) ? row : Full;
    }

    /// <summary>What binutils writes for the procedure linkage table, behind <c>rsp + offset</c>.</summary>
    private static bool IsLinkage(ReadOnlySpan<byte> rest, out int threshold)
    {
        ReadOnlySpan<byte> address = [Breg16, 0, Literal0 + 15, And];
        ReadOnlySpan<byte> addition = [GreaterOrEqual, Literal0 + 3, ShiftLeft, Plus];
        threshold = 0;
        if (rest.Length != 9 || !rest.StartsWith(address) || !rest.EndsWith(addition) || rest[4] is < Literal0 or > Literal0 + 15)
            return false;
        threshold = rest[4] - Literal0;
        return true;
    }

    /// <summary>A realigned stack: gcc saves rbp at the word rbp itself points to.</summary>
    private static bool IsAtFramePointer(ReadOnlySpan<byte> expression) => expression is [Breg6, 0];

    private static bool IsSignalFrame(in FrameRules rules, ReadOnlySpan<byte> section) =>
        IsSaved(rules.Registers[X64.Rip], SignalRip, section) &&
        IsSaved(rules.Registers[X64.Rbp], SignalRbp, section) &&
        IsSaved(rules.Registers[X64.Rsp], SignalRsp, section);

    private static bool IsSaved(RegisterRule rule, int offset, ReadOnlySpan<byte> section)
    {
        if (rule.Kind != RegisterRuleKind.AtExpression)
            return false;
        var reader = new ByteReader(rule.ExpressionIn(section));
        return reader.U8() == Breg7 && reader.Sleb() == offset && reader.AtEnd && !reader.Failed;
    }
}
