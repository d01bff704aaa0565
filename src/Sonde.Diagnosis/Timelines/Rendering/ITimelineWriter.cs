using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Timelines.Rendering;

/// <summary>Writes a timeline in one format. The same timeline gives the same bytes.</summary>
public interface ITimelineWriter
{
    /// <summary>The format's name.</summary>
    string Name { get; }

    /// <summary>Endings of file names, with their dot; the first is the usual one.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>What it is for, in a few words.</summary>
    string Description { get; }

    /// <summary>Writes it.</summary>
    void Write(Timeline timeline, TextWriter output, DiagnosisLayout layout);
}
