namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>A kind of object as <c>kubectl get</c> prints it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Columns">Columns that only such a table has, all of them; the first kind that fits is taken.</param>
/// <param name="Unknown">What no row of it shows: see <see cref="Model.Metadata.Knows"/>.</param>
/// <param name="Read">Reads a row.</param>
internal sealed record TableKind(string Kind, string[] Columns, string[] Unknown, Action<TextRow, TextPiece> Read);
