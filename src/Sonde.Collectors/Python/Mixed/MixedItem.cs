using Sonde.Profiles;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// One frame of a mixed stack in eight bytes: an address of the kernel's half, one of the program, one of the program where the
/// evaluation loop runs, or a location of the profile (a Python frame or a note). Programs have addresses below 2^56.
/// </summary>
internal static class MixedItem
{
    private const ulong LocationBit = 1UL << 62, EvaluationBit = 1UL << 61;

    /// <summary>A Python frame, or a note.</summary>
    public static ulong Of(LocationId location) => LocationBit | (uint)location.Index;

    /// <summary>The C frame of an activation of the evaluation loop.</summary>
    public static ulong OfEvaluation(ulong address) => EvaluationBit | address;

    /// <summary>True for what <see cref="Of"/> made.</summary>
    public static bool IsLocation(ulong item) => item >> 62 == 1;

    /// <summary>The opposite of <see cref="Of"/>.</summary>
    public static LocationId Location(ulong item) => new((int)(uint)item);

    /// <summary>True for what <see cref="OfEvaluation"/> made.</summary>
    public static bool IsEvaluation(ulong item) => item >> 61 == 1;

    /// <summary>The address of a frame of the program.</summary>
    public static ulong Address(ulong item) => item & ~EvaluationBit;
}
