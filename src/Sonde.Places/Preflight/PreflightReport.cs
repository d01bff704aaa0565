namespace Sonde.Places.Preflight;

/// <summary>What is possible for a target.</summary>
/// <param name="Title">What it is: pod, container, node, kernel.</param>
/// <param name="Checks">Every question, by tier.</param>
/// <param name="Missing">Rights that are missing.</param>
public sealed record PreflightReport(string Title, IReadOnlyList<PreflightCheck> Checks, IReadOnlyList<MissingRule> Missing)
{
    /// <summary>What was read on the target's node; null when nobody there could be asked.</summary>
    public InsideFacts? Inside { get; init; }

    /// <summary>
    /// Whether a tier can be reached: no when something it needs is a no, unknown when something is unknown. A check of a lower tier is
    /// needed by the higher ones only where it is named again: a node is entered without the pod.
    /// </summary>
    public PreflightAnswer Of(PreflightTier tier)
    {
        PreflightAnswer[] answers = [.. Checks.Where(check => check.Tier == tier && check.IsNeeded).Select(check => check.Answer)];
        return answers.Contains(PreflightAnswer.No) ? PreflightAnswer.No
            : answers.Contains(PreflightAnswer.Unknown) || answers.Length == 0 ? PreflightAnswer.Unknown
            : PreflightAnswer.Yes;
    }
}
