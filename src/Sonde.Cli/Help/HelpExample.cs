namespace Sonde.Cli.Help;

/// <summary>A command line of a help text.</summary>
/// <param name="CommandLine">What to type.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record HelpExample(string CommandLine, string Meaning);
