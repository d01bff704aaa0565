namespace Sonde.Cli.Output;

/// <summary>What the command line knows of a format.</summary>
/// <param name="Name">The word for <c>-o</c> and <c>--format</c>.</param>
/// <param name="Extensions">Endings of file names with their dot; the first is the usual one.</param>
/// <param name="IsBinary">It is no text and does not belong on a terminal.</param>
internal sealed record FormatName(string Name, IReadOnlyList<string> Extensions, bool IsBinary = false);
