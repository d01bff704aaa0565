using Sonde.Inspection;

namespace Sonde.Cli.Output;

/// <summary>One line in <see cref="InspectionDocument"/>.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Span">now, lifetime or interval.</param>
/// <param name="Judgement">ok, warn or bad.</param>
/// <param name="Text">The figures for people.</param>
/// <param name="Reason">Why it is judged so; absent when nothing need be said.</param>
/// <param name="Depth">Deeper lines are parts of the line above them.</param>
/// <param name="Measures">The figures for programs.</param>
/// <param name="Answer">What the screen's first line says when this is the worst of it; absent for a line that never is, and for lines that are ok.</param>
/// <param name="Weight">Among answers of the same judgement, the highest gives the first line.</param>
internal sealed record InspectionLineDocument(
    string Name, string Span, string Judgement, string Text, string? Reason, int Depth, IReadOnlyList<Measure> Measures, string? Answer = null, int? Weight = null)
{
    /// <summary>Turns a line into its document.</summary>
    public static InspectionLineDocument From(InspectionLine line) => new(
        line.Name,
        line.Span switch
        {
            LineSpan.Interval => "interval",
            LineSpan.Lifetime => "lifetime",
            _ => "now",
        },
        Word(line.Judgement), line.Text, line.Reason.Length > 0 ? line.Reason : null, line.Depth, line.Measures,
        IsAnswer(line) ? line.Answer : null, IsAnswer(line) ? line.Weight : null);

    /// <summary>The line again, as it was where it came from.</summary>
    public InspectionLine ToLine() => new()
    {
        Name = Name,
        Span = Span switch
        {
            "interval" => LineSpan.Interval,
            "lifetime" => LineSpan.Lifetime,
            _ => LineSpan.Now,
        },
        Judgement = Judgement switch
        {
            "bad" => Sonde.Inspection.Judgement.Bad,
            "warn" => Sonde.Inspection.Judgement.Warn,
            _ => Sonde.Inspection.Judgement.Ok,
        },
        Text = Text,
        Reason = Reason ?? "",
        Depth = Depth,
        Measures = Measures,
        Answer = Answer ?? "",
        Weight = Weight ?? 0,
    };

    private static bool IsAnswer(InspectionLine line) => line.Judgement != Sonde.Inspection.Judgement.Ok && line.Answer.Length > 0;

    /// <summary>The word for a judgement.</summary>
    public static string Word(Judgement judgement) => judgement switch
    {
        Sonde.Inspection.Judgement.Bad => "bad",
        Sonde.Inspection.Judgement.Warn => "warn",
        _ => "ok",
    };
}
