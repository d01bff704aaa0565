namespace Sonde.Linux.Unwind;

/// <summary>How the caller's value of a register is found (DWARF 5, section 6.4.1).</summary>
internal enum RegisterRuleKind : byte
{
    /// <summary>No rule was given, or "same value": the function has not changed it.</summary>
    SameValue,

    /// <summary>It cannot be recovered; of the return address: there is no caller.</summary>
    Undefined,

    /// <summary>It is saved at the CFA plus an offset.</summary>
    AtOffset,

    /// <summary>It is the CFA plus an offset.</summary>
    IsOffset,

    /// <summary>It is in another register.</summary>
    InRegister,

    /// <summary>It is saved where an expression says.</summary>
    AtExpression,

    /// <summary>It is what an expression says.</summary>
    IsExpression,
}
