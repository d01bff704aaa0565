using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rendering;

/// <summary>Writes a diagnosis in one format. The same diagnosis gives the same bytes.</summary>
public interface IDiagnosisWriter
{
    /// <summary>The format's name.</summary>
    string Name { get; }

    /// <summary>Endings of file names, with their dot; the first is the usual one.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>What it is for, in a few words.</summary>
    string Description { get; }

    /// <summary>It shows what happened, if <see cref="DiagnosisLayout.Timeline"/> tells it.</summary>
    bool ShowsTimeline => false;

    /// <summary>Writes it.</summary>
    void Write(DiagnosisResult diagnosis, TextWriter output, DiagnosisLayout layout);
}
