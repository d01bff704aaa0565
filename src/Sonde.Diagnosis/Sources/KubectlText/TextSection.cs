namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>A part of a text with the command that printed it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Command">The command line before it; null when there is none.</param>
/// <param name="Namespace">The namespace that a heading or the command told; null when neither did.</param>
internal sealed record TextSection(SectionKind Kind, IReadOnlyList<string> Lines, KubectlCommand? Command, string? Namespace);
