namespace Sonde.Diagnosis.Auditing;

/// <summary>Where something stands in a file.</summary>
/// <param name="File">The file; empty when it came from a cluster.</param>
/// <param name="Line">The line, from 1; 0 when unknown.</param>
/// <param name="Column">The column, from 1; 0 when unknown.</param>
/// <param name="Template">The template that Helm made the text of; its lines are not those of the text. Empty for none.</param>
public sealed record SourcePlace(string File, int Line, int Column, string Template)
{
    /// <inheritdoc/>
    public override string ToString() => (File.Length > 0, Line > 0, Template.Length > 0) switch
    {
        (false, _, _) => "",
        (_, false, false) => File,
        (_, true, false) => $"{File}:{Line}",
        (_, false, true) => Template,
        _ => $"{Template} ({File}:{Line})",
    };
}
