using Sonde.Cli.CommandLine;
using Sonde.Cli.Output;
using Sonde.Diagnosis.Findings;

namespace Sonde.Cli.Commands;

/// <summary>What <c>sonde diagnose</c> was asked for.</summary>
/// <param name="Source">The cluster.</param>
/// <param name="Target">The object whose trouble is to be explained, as it was typed; null: everything.</param>
/// <param name="Labels">A label selector as kubectl takes it; null: any.</param>
/// <param name="Output">Where the result goes.</param>
/// <param name="Least">Least severity that is shown.</param>
/// <param name="FailOn">Least severity that crosses the threshold; null: none does.</param>
/// <param name="IsStrict">Blind spots end with an exit code of their own.</param>
/// <param name="Baseline">File of an earlier diagnosis; null for none.</param>
/// <param name="IsVerify">To be compared with an earlier diagnosis.</param>
/// <param name="VerifyBase">The file of that; null: the last run.</param>
/// <param name="Wait">How long to wait until everything has settled before it is compared; null: not at all.</param>
/// <param name="IsWatch">To be shown as it changes.</param>
/// <param name="IsKept">To be kept for a later comparison.</param>
internal sealed record DiagnoseOptions(
    ClusterOptions Source,
    string? Target,
    string? Labels,
    OutputChoice Output,
    Severity Least,
    Severity? FailOn,
    bool IsStrict,
    string? Baseline,
    bool IsVerify,
    string? VerifyBase,
    TimeSpan? Wait,
    bool IsWatch,
    bool IsKept);
