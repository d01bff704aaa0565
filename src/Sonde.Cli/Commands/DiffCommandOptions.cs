using Sonde.Cli.CommandLine;
using Sonde.Cli.Output;
using Sonde.Profiles.Analysis;

namespace Sonde.Cli.Commands;

/// <summary>What <c>sonde diff</c> was asked for.</summary>
/// <param name="Base">The first file.</param>
/// <param name="New">The second file.</param>
/// <param name="Output">Where the result goes and in which format.</param>
/// <param name="Measure">What decides whether something changed.</param>
/// <param name="FailAbove">Growth of a function, as a part of the whole, above which the exit code is 1; null for never.</param>
/// <param name="View">Which part of the profiles is compared, and how it is shown.</param>
internal sealed record DiffCommandOptions(
    string Base, string New, OutputChoice Output, DiffMeasure Measure, double? FailAbove, ProfileView View);
