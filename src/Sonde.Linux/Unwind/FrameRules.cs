namespace Sonde.Linux.Unwind;

/// <summary>The row of unwind information that holds at one instruction: the CFA and all registers' rules.</summary>
internal struct FrameRules
{
    /// <summary>When <see cref="CfaExpression"/> is not set: the register the CFA counts from.</summary>
    public byte CfaRegister;

    /// <summary>Bytes to add to that register.</summary>
    public long CfaOffset;

    /// <summary>True when the CFA is an expression's value.</summary>
    public bool CfaIsExpression;

    /// <summary>The expression.</summary>
    public RegisterRule CfaExpression;

    /// <summary>The registers' rules.</summary>
    public RegisterRules Registers;
}
