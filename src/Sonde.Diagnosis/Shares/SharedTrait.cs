using System.Globalization;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Shares;

/// <summary>What failing pods or requests have in common, more often than chance explains.</summary>
/// <param name="Trait">What it is.</param>
/// <param name="Failing">Failing pods or requests.</param>
/// <param name="FailingWith">Those of them that have it.</param>
/// <param name="All">All that were compared, failing or not.</param>
/// <param name="AllWith">Those of them that have it.</param>
/// <param name="Probability">How likely so large a share is by chance (Fisher's exact test, one-sided).</param>
/// <param name="Tried">How many different things were tried that could have been as telling: what the probability is multiplied by.</param>
public sealed record SharedTrait(Trait Trait, int Failing, int FailingWith, int All, int AllWith, double Probability, int Tried)
{
    /// <summary>The workload whose pods were compared; null for the pods of the cluster.</summary>
    public ObjectRef? Within { get; init; }

    /// <summary>The workload whose logs tell of the requests that were compared; null when pods were.</summary>
    public ObjectRef? LoggedBy { get; init; }

    /// <summary>One of the log lines about failing requests that have it; empty for pods.</summary>
    public string Sample { get; init; } = "";

    /// <summary>Workloads of the failing pods that have it, or that served or logged the failing requests, by name.</summary>
    public IReadOnlyList<ObjectRef> Workloads { get; init; } = [];

    /// <summary>How likely it is by chance that any of the things tried would have been so telling (Bonferroni), at most 1.</summary>
    public double Corrected => Math.Min(1, Probability * Tried);

    /// <summary>As a sentence: <c>9 of 9 failing pods run on Node node-7; 4 % of all 225 pods do; p = 3e-13, corrected for 41 tried</c>.</summary>
    public string InWords
    {
        get
        {
            string chance = $"p {Text(Corrected)}" + (Tried > 1 ? $", corrected for {Tried} tried" : "");
            return LoggedBy is { } logger
                ? $"{FailingWith} of {Failing} failing requests {Trait.OfRequestsInWords}; {Percent} of all {All} in the logs of {logger} {(Trait.OfRequestsInWords.StartsWith("were ", StringComparison.Ordinal) ? "were" : "did")}; {chance}"
                : $"{FailingWith} of {Failing} failing pods {Trait.InWords}; {Percent} of {(Within is null ? "all" : "its")} {All} pods do; {chance}";
        }
    }

    /// <summary>
    /// Whether it says something of an object that does not follow from the object's own failing: of a node that several workloads run
    /// on, of a workload that fails in part or whose pods do not answer.
    /// </summary>
    public bool Tells(ObjectRef subject) => LoggedBy is { } logger
        ? Trait.Object == subject || (Trait.Kind == TraitKind.Pod && subject != logger && Workloads.Contains(subject))
        : Within is { } workload ? workload == subject : Trait.Object == subject && Workloads.Count > 1;

    /// <summary>It says only that the pods of one workload fail.</summary>
    public bool IsObvious => Within is null && LoggedBy is null && Workloads.Count == 1;

    private string Percent
    {
        get
        {
            double share = 100.0 * AllWith / All;
            return share.ToString(share < 1 ? "0.0#" : "0", CultureInfo.InvariantCulture) + " %";
        }
    }

    // Below the least number that a double can be it is 0, which no probability is.
    private static string Text(double probability) => probability < 1e-300
        ? "< 1e-300"
        : "= " + probability.ToString(probability >= 0.001 ? "0.####" : "0.#e0", CultureInfo.InvariantCulture);
}
