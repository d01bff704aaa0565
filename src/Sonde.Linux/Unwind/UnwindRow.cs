using System.Runtime.InteropServices;

namespace Sonde.Linux.Unwind;

/// <summary>
/// How to find the caller from one range of instructions, compiled from call frame information: 8 bytes. Rules that do not
/// fit say so (<see cref="CfaRule.Full"/>).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct UnwindRow
{
    private const int WordSize = 8;

    private readonly int _offset;
    private readonly short _framePointerWords;

    internal UnwindRow(CfaRule rule, int offset, int framePointerOffset = 0, UnwindRowFlags flags = UnwindRowFlags.None)
    {
        Rule = rule;
        _offset = offset;
        _framePointerWords = (short)(framePointerOffset / WordSize);
        Flags = flags;
    }

    /// <summary>How the CFA is found.</summary>
    public CfaRule Rule { get; }

    /// <summary>What else.</summary>
    public UnwindRowFlags Flags { get; }

    /// <summary>Bytes to add to the CFA's register.</summary>
    public int CfaOffset => _offset;

    /// <summary>Of a rule that reads a word: bytes to add to the register before reading.</summary>
    public int WordOffset => _offset >> 8;

    /// <summary>Of a rule that reads a word: bytes to add to the word.</summary>
    public int WordAddend => (sbyte)_offset * WordSize;

    /// <summary>
    /// Where the caller's frame pointer is saved, in bytes from the CFA, or from this frame's frame pointer
    /// (<see cref="UnwindRowFlags.SavedAtFramePointer"/>).
    /// </summary>
    public int FramePointerOffset => _framePointerWords * WordSize;

    /// <summary>Of <see cref="CfaRule.ProcedureLinkage"/>: from which of an entry's 16 bytes on a word is pushed.</summary>
    public int PltThreshold => _framePointerWords;

    /// <summary>True when the caller is found by this frame's frame pointer, or by chance only (no rule).</summary>
    internal bool NeedsFramePointer => Rule is CfaRule.None or CfaRule.FramePointer or CfaRule.WordAtFramePointer
        || (Flags & UnwindRowFlags.SavedAtFramePointer) != 0;

    /// <summary>A row for entries of the procedure linkage table.</summary>
    internal static UnwindRow ProcedureLinkage(int offset, int threshold) =>
        new(CfaRule.ProcedureLinkage, offset, threshold * WordSize);

    /// <summary>A row whose CFA is the word at a register + offset, plus an addend; false when they do not fit.</summary>
    internal static bool TryWordAt(
        CfaRule rule, int offset, ulong addend, int framePointerOffset, UnwindRowFlags flags, out UnwindRow row)
    {
        row = new UnwindRow(rule, (offset << 8) | (int)(addend / WordSize), framePointerOffset, flags);
        return addend % WordSize == 0 && addend / WordSize <= (ulong)sbyte.MaxValue && offset << 8 >> 8 == offset;
    }

    /// <summary>True when the frame pointer's offset fits into a row.</summary>
    internal static bool Fits(long framePointerOffset) =>
        framePointerOffset % WordSize == 0 && framePointerOffset / WordSize is >= short.MinValue and <= short.MaxValue;
}
