using Sonde.Diagnosis.Rendering.Html;

namespace Sonde.Diagnosis.Rendering;

/// <summary>The formats that a diagnosis is written in.</summary>
public static class DiagnosisFormats
{
    /// <summary>All of them; the first is the standard.</summary>
    public static IReadOnlyList<IDiagnosisWriter> All { get; } =
    [
        new TextDiagnosis(isWide: false),
        new TextDiagnosis(isWide: true),
        new JsonDiagnosis(),
        new SarifDiagnosis(),
        new JunitDiagnosis(),
        new MarkdownDiagnosis(),
        new HtmlDiagnosis(),
    ];

    /// <summary>The writer of a format; null when there is none of that name.</summary>
    public static IDiagnosisWriter? Find(string name) => All.FirstOrDefault(writer => writer.Name == name);
}
