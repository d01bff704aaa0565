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
internal sealed record InspectionLineDocument(
    string Name, string Span, string Judgement, string Text, string? Reason, int Depth, IReadOnlyList<Measure> Measures)
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
        Word(line.Judgement), line.Text, line.Reason.Length > 0 ? line.Reason : null, line.Depth, line.Measures);

    /// <summary>The word for a judgement.</summary>
    public static string Word(Judgement judgement) => judgement switch
    {
        Sonde.Inspection.Judgement.Bad => "bad",
        Sonde.Inspection.Judgement.Warn => "warn",
        _ => "ok",
    };
}
