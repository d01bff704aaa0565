namespace Sonde.Collectors.Python;

/// <summary>A <c>str</c> of the target.</summary>
/// <param name="Value">Its text, cut after <see cref="TextReader.MaxCharacters"/>.</param>
/// <param name="Piece">Tells whether it is still there.</param>
internal sealed record PythonText(string Value, RemotePiece Piece);
