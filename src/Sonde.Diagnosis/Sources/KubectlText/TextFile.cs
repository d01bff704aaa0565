namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>A text of kubectl, kept until all sources are read: only then is it known when it was printed.</summary>
/// <param name="Source">Where it came from.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Printed">When it was printed at the earliest, by what it says itself; null when it says nothing.</param>
/// <param name="Saved">When the file was written; null for standard input.</param>
internal sealed record TextFile(string Source, IReadOnlyList<string> Lines, DateTimeOffset? Printed, DateTimeOffset? Saved);
