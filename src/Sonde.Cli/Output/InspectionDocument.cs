using Sonde.Inspection;

namespace Sonde.Cli.Output;

/// <summary>The JSON of <c>sonde inspect -o json</c>.</summary>
/// <param name="ApiVersion">Version of this document's shape.</param>
/// <param name="Kind">Kind of document.</param>
/// <param name="Time">When the last reading was made.</param>
/// <param name="Target">What the user asked for.</param>
/// <param name="Title">What it is.</param>
/// <param name="Answer">The screen's first line.</param>
/// <param name="Judgement">The worst judgement: ok, warn or bad.</param>
/// <param name="IntervalSeconds">Length of the interval.</param>
/// <param name="Sections">The parts of the screen.</param>
internal sealed record InspectionDocument(
    string ApiVersion, string Kind, DateTimeOffset Time, string Target, string Title, string Answer, string Judgement, double? IntervalSeconds,
    IReadOnlyList<InspectionSectionDocument> Sections)
{
    /// <summary>Turns a report into the document.</summary>
    public static InspectionDocument From(string target, InspectionReport report) => new(
        SondeJson.ApiVersion, "Inspection", report.Time, target, report.Title, report.Answer, InspectionLineDocument.Word(report.Judgement),
        report.Interval?.TotalSeconds, [.. report.Sections.Select(InspectionSectionDocument.From)]);

    /// <summary>The report again, as it was where it came from.</summary>
    public InspectionReport ToReport() => new(
        Title, Time, IntervalSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        [.. Sections.Select(section => new SectionReport(section.Title, [.. section.Lines.Select(line => line.ToLine())], section.Unseen))]);
}
