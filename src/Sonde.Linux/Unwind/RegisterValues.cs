using System.Runtime.CompilerServices;

namespace Sonde.Linux.Unwind;

/// <summary>One value for each register that a walk follows, by DWARF number.</summary>
[InlineArray(RegisterRules.Count)]
internal struct RegisterValues
{
    private ulong _first;
}
