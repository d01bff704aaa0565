using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rendering;

/// <summary>A diagnosis as one line of JSON, for what goes on and on; else the same as <c>-o json</c>.</summary>
public static class JsonLine
{
    /// <summary>The line.</summary>
    public static string Of(DiagnosisResult diagnosis)
    {
        var line = new StringWriter { NewLine = "\n" };
        JsonParts.WriteDocument("Diagnosis", diagnosis.CapturedAt, line, json => JsonDiagnosis.Write(diagnosis, json), isIndented: false);
        return line.ToString().TrimEnd('\n');
    }
}
