using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Verifying.Rendering;

/// <summary>Words that the formats share.</summary>
internal static class VerificationWords
{
    /// <summary>An outcome as JSON names it.</summary>
    public static string Name(Outcome outcome) => outcome switch
    {
        Outcome.Fixed => "fixed",
        Outcome.Settling => "settling",
        Outcome.StillBroken => "stillBroken",
        Outcome.Folded => "folded",
        Outcome.Deleted => "deleted",
        Outcome.Unseen => "unseen",
        _ => "hidden",
    };

    /// <summary>An outcome in a word or two.</summary>
    public static string Short(Outcome outcome) => outcome switch
    {
        Outcome.Fixed => "gone",
        Outcome.Settling => "settling",
        Outcome.StillBroken => "changed",
        Outcome.Folded => "folded",
        Outcome.Deleted => "deleted",
        Outcome.Unseen => "not seen",
        _ => "hidden",
    };

    /// <summary>What it is compared with.</summary>
    public static string Base(Verification one) =>
        one.Before is { } before ? $"{one.BaseName} of {Wording.Clock(before, one.CapturedAt)}, {Durations.Words(one.CapturedAt - before)} before" : one.BaseName;

    /// <summary>The whole in one line.</summary>
    public static string Summary(Verification one)
    {
        int gone = one.Gone.Count(root => root.Outcome == Outcome.Fixed), open = one.Gone.Count - gone;
        return $"{gone} gone, {one.Remaining.Count} {(one.Remaining.Count == 1 ? "remains" : "remain")}, {one.New.Count} new"
            + (open > 0 ? $", {open} no longer named but not proved repaired" : "")
            + (one.IsSettled ? "" : $"; not settled yet, {one.Rolling.Count} {(one.Rolling.Count == 1 ? "workload is" : "workloads are")} still changing")
            + $", as of {Wording.Moment(one.CapturedAt)}";
    }
}
