using Sonde.Linux.Elf;

namespace Sonde.Linux.Unwind;

/// <summary>
/// Signal trampolines without unwind information (musl, Go): code that a handler returns to, told by its instructions.
/// </summary>
internal static class SignalTrampoline
{
    /// <summary>What the C libraries call it; most files have no symbol for it.</summary>
    public const string Name = "__restore_rt";

    /// <summary>The row for such code.</summary>
    public static readonly UnwindRow Row = new(CfaRule.SignalFrame, 0, 0, UnwindRowFlags.IsSignalFrame | UnwindRowFlags.IsNotCalled);

    // mov $15, %rax (rt_sigreturn, arch/x86/entry/syscalls/syscall_64.tbl); syscall
    private static ReadOnlySpan<byte> Code => [0x48, 0xc7, 0xc0, 0x0f, 0x00, 0x00, 0x00, 0x0f, 0x05];

    /// <summary>
    /// True when the address is that of a trampoline: its first instruction, the second, or what follows it (where the thread
    /// stands while the kernel leaves the handler), or the byte before the first, where a return address is looked up.
    /// </summary>
    /// <param name="file">Its module.</param>
    /// <param name="address">Its link-time address.</param>
    public static bool IsAt(ElfFile file, ulong address)
    {
        const int MovLength = 7;
        return IsFirst(file, address) || IsFirst(file, address + 1) || IsFirst(file, address - MovLength)
            || IsFirst(file, address - (ulong)Code.Length);
    }

    /// <summary>True when an address is that of a trampoline's first instruction.</summary>
    /// <param name="file">Its module.</param>
    /// <param name="address">Its link-time address.</param>
    public static bool IsFirst(ElfFile file, ulong address)
    {
        Span<byte> code = stackalloc byte[Code.Length];
        return file.TryReadAddress(address, code) && code.SequenceEqual(Code);
    }
}
