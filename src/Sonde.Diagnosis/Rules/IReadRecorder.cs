using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rules;

/// <summary>Is told what rules read, so that a change re-evaluates only what it touches.</summary>
internal interface IReadRecorder
{
    /// <summary>The rule that is being evaluated read something; the key is one of <see cref="ReadKeys"/>.</summary>
    void Read(ObjectRef key);
}
