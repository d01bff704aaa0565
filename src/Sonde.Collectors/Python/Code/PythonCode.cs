using Sonde.Linux.Memory;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>A code object of the target, as far as a stack needs it.</summary>
internal sealed class PythonCode
{
    /// <summary>Where it is.</summary>
    public required UserAddress Address { get; init; }

    /// <summary>Address of the bytecode; null up to 3.10, where frames count from its start.</summary>
    public required UserAddress Instructions { get; init; }

    /// <summary>Where the threads' own copies of the bytecode are noted (free-threaded builds since 3.14); null without.</summary>
    public required UserAddress ThreadBytecodes { get; init; }

    /// <summary><c>co_qualname</c>; up to 3.10 <c>co_name</c>.</summary>
    public required PythonText QualifiedName { get; init; }

    /// <summary><c>co_filename</c>.</summary>
    public required PythonText FileName { get; init; }

    /// <summary><c>co_firstlineno</c>.</summary>
    public required int FirstLine { get; init; }

    /// <summary>Before this code unit a frame is still being set up.</summary>
    public required int FirstTraceable { get; init; }

    /// <summary>Bytes that its frame takes on the data stack.</summary>
    public required int FrameLength { get; init; }

    /// <summary>The place of each code unit.</summary>
    public required SourcePlace[] Places { get; init; }

    /// <summary>The header's unchanging part.</summary>
    public required RemotePiece Header { get; init; }

    /// <summary>The location table.</summary>
    public required RemotePiece LineTable { get; init; }

    /// <summary>The check in which it was last found unchanged.</summary>
    public long VerifiedIn { get; set; }

    /// <summary>The function in the profile, once it was seen in a sample.</summary>
    public FunctionId? Function { get; set; }

    /// <summary>Index + 1 of each code unit's location in the profile; 0 while it has none.</summary>
    public int[]? Locations { get; set; }

    /// <summary>Code unit of an instruction pointer: -1 for the word before the first, which a new frame of 3.11 and 3.12 has.</summary>
    /// <returns>False when it does not point into this code.</returns>
    public bool TryGetUnit(UserAddress instruction, out int unit)
    {
        const int UnitSize = 2;
        long distance = unchecked((long)(instruction.Value - Instructions.Value));
        unit = (int)(distance >> 1);
        return distance >= -UnitSize && distance < (long)Places.Length * UnitSize && (distance & 1) == 0;
    }

    /// <summary>The place of a code unit; a frame that has not begun is at the function's first line.</summary>
    public SourcePlace PlaceOf(int unit) =>
        unit >= 0 && unit < Places.Length && Places[unit].Line != 0 ? Places[unit] : new SourcePlace(FirstLine, 0);
}
