using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Tests.Recordings;

/// <summary>A cause that has to be named.</summary>
/// <param name="Rules">The slugs that are right; the first is the best.</param>
/// <param name="Subject">The object.</param>
/// <param name="Container">The container; empty when the key names none.</param>
/// <param name="MustMention">What title or evidence has to say.</param>
internal sealed record ExpectedRoot(
    IReadOnlyList<string> Rules, ObjectRef Subject, string Container, IReadOnlyList<string> MustMention);
