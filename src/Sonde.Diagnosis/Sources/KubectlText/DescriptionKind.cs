namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>A kind of object as <c>kubectl describe</c> prints it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Marks">Lines that its description always has, all of them, and no kind after it in the list has.</param>
/// <param name="Read">Reads one; what other objects it tells of goes to the scope.</param>
internal sealed record DescriptionKind(string Kind, string[] Marks, Action<DescriptionNode, TextPiece, TextScope> Read);
