namespace Sonde.Linux.Unwind;

/// <summary>DWARF's numbers of x86-64 registers (System V ABI, AMD64 supplement 1.0, table 3.36).</summary>
internal static class X64
{
    public const int Rax = 0, Rdx = 1, Rcx = 2, Rbx = 3, Rsi = 4, Rdi = 5, Rbp = 6, Rsp = 7, R8 = 8;

    /// <summary>The return address: its column holds the caller's instruction pointer.</summary>
    public const int Rip = 16;

    /// <summary>General registers and the instruction pointer.</summary>
    public const int RegisterCount = 17;
}
