using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Verifying.Rendering;

/// <summary>Writes a verification in one format.</summary>
public interface IVerificationWriter
{
    /// <summary>The format's name, one of those of a diagnosis.</summary>
    string Name { get; }

    /// <summary>Writes it.</summary>
    void Write(Verification verification, TextWriter output, DiagnosisLayout layout);
}
