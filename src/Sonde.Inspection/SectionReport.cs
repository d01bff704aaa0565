namespace Sonde.Inspection;

/// <summary>What one section has found.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Lines">Its lines: those of now and of the lifetime first.</param>
/// <param name="Unseen">What could not be seen, and what is missing for it.</param>
public sealed record SectionReport(string Title, IReadOnlyList<InspectionLine> Lines, IReadOnlyList<string> Unseen);
