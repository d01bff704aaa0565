using Sonde.Cli.CommandLine;

namespace Sonde.Cli.Commands;

/// <summary>What <c>sonde open</c> was asked for.</summary>
/// <param name="Inputs">The files; several are merged.</param>
/// <param name="Html">Show a page in the browser (true) or text (false); null for what fits the place.</param>
/// <param name="View">Which part of the profile is shown, and how.</param>
internal sealed record OpenOptions(IReadOnlyList<string> Inputs, bool? Html, ProfileView View);
