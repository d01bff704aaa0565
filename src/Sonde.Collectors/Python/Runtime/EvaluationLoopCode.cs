using System.Buffers.Binary;
using Sonde.Linux.Elf;

namespace Sonde.Collectors.Python;

/// <summary>Finds the code of the evaluation loop in a file, stripped or not: interpreters export its name.</summary>
internal static class EvaluationLoopCode
{
    private const string Symbol = "_PyEval_EvalFrameDefault";

    private const int MaxLength = 1 << 20;

    /// <summary>
    /// So many jumps lead from the loop to the part of it that the compiler found to be rarely run and has put elsewhere
    /// (<c>_PyEval_EvalFrameDefault.cold</c>): other functions are called.
    /// </summary>
    private const int LeastJumps = 16;

    /// <summary>The parts of the loop, as link-time addresses; none when the file does not name it.</summary>
    public static IReadOnlyList<FunctionSpan> Find(ElfFile elf)
    {
        if (!elf.TryFindSymbol(Symbol, out ElfSymbol symbol) || symbol.Size is 0 or > MaxLength)
            return [];
        var hot = new FunctionSpan(symbol.Address, symbol.Size);
        var code = new byte[symbol.Size];
        if (!elf.TryReadAddress(hot.Start, code))
            return [hot];
        var jumps = new Dictionary<FunctionSpan, int>();
        for (int at = 0; at + JumpLength <= code.Length; at++)
        {
            if (!IsConditionalJump(code, at))
                continue;
            ulong target = unchecked(hot.Start + (ulong)(at + JumpLength) + (ulong)BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at + 2)));
            if (!hot.Contains(target) && elf.TryFindFunction(target, out ulong start, out ulong length))
            {
                var part = new FunctionSpan(start, length);
                jumps[part] = jumps.GetValueOrDefault(part) + 1;
            }
        }

        return [hot, .. jumps.Where(static part => part.Value >= LeastJumps).Select(static part => part.Key)];
    }

    // x86-64: Jcc rel32 is 0f 80 to 0f 8f and four bytes (Intel SDM, volume 2). What only looks like one leads nowhere in particular.
    private const int JumpLength = 6;

    private static bool IsConditionalJump(byte[] code, int at) => code[at] == 0x0f && (code[at + 1] & 0xf0) == 0x80;
}
