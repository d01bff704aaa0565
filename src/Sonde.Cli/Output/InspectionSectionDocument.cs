using Sonde.Inspection;

namespace Sonde.Cli.Output;

/// <summary>One section in <see cref="InspectionDocument"/>.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Unseen">What could not be seen, and why.</param>
internal sealed record InspectionSectionDocument(string Title, IReadOnlyList<InspectionLineDocument> Lines, IReadOnlyList<string> Unseen)
{
    /// <summary>Turns a section into its document.</summary>
    public static InspectionSectionDocument From(SectionReport section) =>
        new(section.Title, [.. section.Lines.Select(InspectionLineDocument.From)], section.Unseen);
}
