namespace Sonde.Inspection;

/// <summary>The screen.</summary>
/// <param name="Title">What was looked at, for people.</param>
/// <param name="Time">When the last reading was made.</param>
/// <param name="Interval">Length of the interval; null when there was none yet.</param>
/// <param name="Sections">The sections that have something to say, in order.</param>
public sealed record InspectionReport(
    string Title, DateTimeOffset Time, TimeSpan? Interval, IReadOnlyList<SectionReport> Sections)
{
    /// <summary>The worst judgement of all lines.</summary>
    public Judgement Judgement => Lines.Select(line => line.Judgement).DefaultIfEmpty().Max();

    /// <summary>The one sentence that a reader in a hurry needs: the worst, and how much else there is.</summary>
    public string Answer
    {
        get
        {
            InspectionLine[] candidates =
            [
                .. Lines.Where(line => line.Judgement != Judgement.Ok && line.Answer.Length > 0)
                    .OrderByDescending(line => line.Judgement).ThenByDescending(line => line.Weight),
            ];
            if (candidates.Length == 0)
                return Judgement == Judgement.Ok ? "Nothing stands out" : "No single cause stands out; see the marked lines";
            int others = candidates.Count(line => line.Name != candidates[0].Name);
            return others == 0 ? candidates[0].Answer : $"{candidates[0].Answer} (and {others} more below)";
        }
    }

    private IEnumerable<InspectionLine> Lines => Sections.SelectMany(section => section.Lines);
}
