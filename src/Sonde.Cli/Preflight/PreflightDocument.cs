using Sonde.Cli.Output;
using Sonde.Places.Preflight;

namespace Sonde.Cli.Preflight;

/// <summary>The JSON of <c>sonde preflight -o json</c>.</summary>
/// <param name="ApiVersion">Version of this document's shape.</param>
/// <param name="Kind">Kind of document.</param>
/// <param name="Target">What the user asked for.</param>
/// <param name="Title">What it is.</param>
/// <param name="Tiers">For each tier yes, no or unknown.</param>
/// <param name="Checks">Every question.</param>
/// <param name="Settings">Settings of the node that matter, as far as somebody there could be asked: <c>kernel.yama.ptrace_scope</c>, ….</param>
/// <param name="Role">The roles to add, in YAML; empty for none.</param>
internal sealed record PreflightDocument(
    string ApiVersion, string Kind, string Target, string Title, IReadOnlyDictionary<string, string> Tiers, IReadOnlyList<PreflightCheckDocument> Checks,
    IReadOnlyDictionary<string, int> Settings, string Role)
{
    /// <summary>Turns a report into the document.</summary>
    public static PreflightDocument From(string target, PreflightReport report, string role) => new(
        SondeJson.ApiVersion, "Preflight", target, report.Title,
        Enum.GetValues<PreflightTier>().ToDictionary(PreflightText.Name, tier => PreflightText.Word(report.Of(tier))),
        [.. report.Checks.Select(check => new PreflightCheckDocument(
            PreflightText.Name(check.Tier), check.Name, PreflightText.Word(check.Answer), check.Reason, check.Cure, check.IsNeeded))],
        report.Inside?.Settings() ?? new Dictionary<string, int>(),
        role);
}
