using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>Writes an audit in one format. The same audit gives the same bytes.</summary>
public interface IAuditWriter
{
    /// <summary>The format's name.</summary>
    string Name { get; }

    /// <summary>Endings of file names, with their dot; the first is the usual one.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>What it is for, in a few words.</summary>
    string Description { get; }

    /// <summary>Writes it.</summary>
    /// <param name="audit">What was found, as far as it is to be shown.</param>
    /// <param name="output">Takes the text.</param>
    /// <param name="layout">Width and colour.</param>
    void Write(AuditResult audit, TextWriter output, DiagnosisLayout layout);
}
