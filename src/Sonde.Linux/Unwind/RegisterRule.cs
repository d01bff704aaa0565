namespace Sonde.Linux.Unwind;

/// <summary>How the caller's value of one register, or the CFA, is found.</summary>
/// <param name="Kind">How.</param>
/// <param name="Value">An offset in bytes, a register's number, or where an expression stands in the section.</param>
internal readonly record struct RegisterRule(RegisterRuleKind Kind, long Value)
{
    /// <summary>A rule with an expression.</summary>
    public static RegisterRule Expression(RegisterRuleKind kind, int start, int length) =>
        new(kind, ((long)start << 32) | (uint)length);

    /// <summary>The expression's bytes.</summary>
    public ReadOnlySpan<byte> ExpressionIn(ReadOnlySpan<byte> section) => section.Slice((int)(Value >> 32), (int)Value);
}
