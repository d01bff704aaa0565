using System.Text.RegularExpressions;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Output;

namespace Sonde.Cli.Commands;

/// <summary>What <c>sonde report</c> was asked for.</summary>
/// <param name="Inputs">The files; several are merged.</param>
/// <param name="Output">Where the result goes and in which format.</param>
/// <param name="Tree">Show every function with callers and callees.</param>
/// <param name="Peek">Show those functions with callers and callees; null for none.</param>
/// <param name="List">Show those functions line by line; null for none.</param>
/// <param name="Sources">Folders to find source files in.</param>
/// <param name="View">Which part of the profile is shown, and how.</param>
internal sealed record ReportOptions(
    IReadOnlyList<string> Inputs, OutputChoice Output, bool Tree, Regex? Peek, Regex? List, IReadOnlyList<string> Sources, ProfileView View);
