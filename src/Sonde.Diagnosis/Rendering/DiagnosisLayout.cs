using Sonde.Diagnosis.Timelines;

namespace Sonde.Diagnosis.Rendering;

/// <summary>How text is laid out.</summary>
/// <param name="Width">Columns.</param>
/// <param name="UsesColour">The reader is a terminal that shows colour.</param>
/// <param name="Scope">What was looked at, for the line about a healthy cluster.</param>
/// <param name="ToolVersion">Version of the program, for formats that name it.</param>
public sealed record DiagnosisLayout(int Width, bool UsesColour, string Scope, string ToolVersion)
{
    /// <summary>What happened, for formats that show it beside the diagnosis; null for none.</summary>
    public Timeline? Timeline { get; init; }
}
