using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Narrowing;

/// <summary>A cause that an earlier diagnosis named.</summary>
/// <param name="Rule">Its rule.</param>
/// <param name="Subject">The object.</param>
/// <param name="Container">The container; empty for the whole.</param>
/// <param name="Severity">How bad it was.</param>
/// <param name="Title">What was wrong; what the rule is about where only that was kept.</param>
public sealed record KnownRoot(string Rule, ObjectRef Subject, string Container, Severity Severity, string Title)
{
    /// <summary>Whether it is the same cause.</summary>
    public bool Is(Finding finding) => Rule == finding.Rule && Container == finding.Container
        && Subject.Kind == finding.Subject.Kind && Subject.Namespace == finding.Subject.Namespace && Subject.Name == finding.Subject.Name;
}
