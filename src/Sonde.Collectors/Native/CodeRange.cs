namespace Sonde.Collectors.Native;

/// <summary>A range of addresses with code in one process.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Address after the last.</param>
/// <param name="FileOffset">Offset of <paramref name="Start"/> in the file.</param>
/// <param name="Module">What is mapped there.</param>
internal readonly record struct CodeRange(ulong Start, ulong End, ulong FileOffset, NativeModule Module)
{
    /// <summary>True when another range shows the same bytes at the same addresses.</summary>
    public bool Continues(in CodeRange other) =>
        Module.Path == other.Module.Path && Start - FileOffset == other.Start - other.FileOffset;
}
