namespace Sonde.Cli.Help;

/// <summary>A titled two-column block of a help text.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Rows">Term and explanation.</param>
internal sealed record HelpSection(string Title, IReadOnlyList<(string Term, string Meaning)> Rows);
