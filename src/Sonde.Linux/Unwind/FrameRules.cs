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

    /// <summary>True when a rule is an expression, whose bytes stand in the file.</summary>
    public readonly bool HasExpressions
    {
        get
        {
            for (int i = 0; i < RegisterRules.Count; i++)
            {
                if (Registers[i].Kind is RegisterRuleKind.AtExpression or RegisterRuleKind.IsExpression)
                    return true;
            }

            return CfaIsExpression;
        }
    }
}
