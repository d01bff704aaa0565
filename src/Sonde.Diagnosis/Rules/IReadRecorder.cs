using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rules;

/// <summary>Is told what rules read, so that a change re-evaluates only what it touches.</summary>
internal interface IReadRecorder
{
    /// <summary>A rule, while it looked at a subject, read something; <c>*</c> stands for all.</summary>
    void Read(string rule, ObjectRef subject, ObjectRef read);
}
