using System.Numerics;

namespace Sonde.Linux.Unwind;

/// <summary>
/// Registers of a thread at one moment, by DWARF number; those not set are unknown. A walk needs the instruction pointer,
/// the stack pointer and the frame pointer, and sometimes others, for the first frames of hand-written assembly.
/// </summary>
public struct RegisterSet
{
    /// <summary>
    /// Bits of <c>perf_event_attr.sample_regs_user</c> for all registers that DWARF numbers
    /// (enum perf_event_x86_regs, arch/x86/include/uapi/asm/perf_regs.h): AX to IP and R8 to R15.
    /// </summary>
    public const ulong PerfX64Mask = 0xff01ff;

    /// <summary>How many registers that are.</summary>
    public const int PerfX64Count = 17;

    // DWARF's numbers in the order of enum perf_event_x86_regs: ax bx cx dx si di bp sp ip flags cs ss ds es fs gs r8 … r15.
    private static ReadOnlySpan<byte> PerfX64Order => [0, 3, 2, 1, 4, 5, 6, 7, 16, 255, 255, 255, 255, 255, 255, 255, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>
    /// x86-64: how many registers functions preserve for their callers besides the stack pointer: rbx, rbp and r12 to r15 (System V ABI,
    /// AMD64 supplement 1.0, section 3.2.1).
    /// </summary>
    public const int PreservedCount = 6;

    private static ReadOnlySpan<byte> X64Preserved => [3, 6, 12, 13, 14, 15];

    internal RegisterValues Values;

    /// <summary>A bit for each register whose value is known, by DWARF number.</summary>
    public ulong KnownMask { get; internal set; }

    /// <summary>x86-64: the three registers without which nothing can be unwound.</summary>
    /// <param name="instructionPointer">rip.</param>
    /// <param name="stackPointer">rsp.</param>
    /// <param name="framePointer">rbp.</param>
    public static RegisterSet X64Of(ulong instructionPointer, ulong stackPointer, ulong framePointer)
    {
        RegisterSet registers = default;
        registers.Set(X64.Rip, instructionPointer);
        registers.Set(X64.Rsp, stackPointer);
        registers.Set(X64.Rbp, framePointer);
        return registers;
    }

    /// <summary>x86-64: the registers of a perf sample (PERF_SAMPLE_REGS_USER).</summary>
    /// <param name="mask">The event's <c>sample_regs_user</c>.</param>
    /// <param name="values">One value for each bit of the mask, the lowest first.</param>
    public static RegisterSet FromPerfX64(ulong mask, ReadOnlySpan<ulong> values)
    {
        RegisterSet registers = default;
        foreach (ulong value in values)
        {
            int bit = BitOperations.TrailingZeroCount(mask);
            mask &= mask - 1;
            if (bit < PerfX64Order.Length && PerfX64Order[bit] < RegisterRules.Count)
                registers.Set(PerfX64Order[bit], value);
        }

        return registers;
    }

    /// <summary>The stack pointer.</summary>
    public readonly ulong StackPointer => Values[X64.Rsp];

    /// <summary>The frame pointer, of code that keeps one.</summary>
    public readonly ulong FramePointer => Values[X64.Rbp];

    /// <summary>The value of a register, 0 when it is unknown.</summary>
    /// <param name="dwarfNumber">Its DWARF number.</param>
    public readonly ulong this[int dwarfNumber] => Values[dwarfNumber];

    /// <summary>Copies the registers that functions preserve for their callers; 0 for those that are not known.</summary>
    internal readonly void CopyPreserved(Span<ulong> values)
    {
        for (int i = 0; i < PreservedCount; i++)
            values[i] = Values[X64Preserved[i]];
    }

    /// <summary>Sets a register.</summary>
    /// <param name="dwarfNumber">Its DWARF number.</param>
    /// <param name="value">Its value.</param>
    public void Set(int dwarfNumber, ulong value)
    {
        Values[dwarfNumber] = value;
        KnownMask |= 1UL << dwarfNumber;
    }

    /// <summary>True when the register's value is known.</summary>
    internal readonly bool Knows(int dwarfNumber) => (KnownMask >> dwarfNumber & 1) != 0;
}
