using System.Runtime.CompilerServices;

namespace Sonde.Linux.Unwind;

/// <summary>One rule for each register that a walk follows, by DWARF number.</summary>
[InlineArray(Count)]
internal struct RegisterRules
{
    /// <summary>Room for x86-64 (17) and arm64 (33); vector registers are not followed.</summary>
    public const int Count = 34;

    private RegisterRule _first;
}
