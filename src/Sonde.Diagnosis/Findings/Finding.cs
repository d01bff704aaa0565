using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Findings;

/// <summary>What a rule found. Findings of one rule about one object and container are joined.</summary>
/// <param name="Rule">The rule's slug.</param>
/// <param name="Subject">The object that has to change.</param>
/// <param name="Title">One plain sentence, without the subject's name and without a full stop.</param>
public sealed record Finding(string Rule, ObjectRef Subject, string Title)
{
    /// <summary>The container it is about; empty for the whole.</summary>
    public string Container { get; init; } = "";

    /// <summary>How bad it is.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>How sure it is.</summary>
    public Confidence Confidence { get; init; } = Confidence.Certain;

    /// <summary>Since when; null when unknown.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What it rests on, the strongest first.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>
    /// Objects that suffer from it directly and that no edge of the cluster leads to. The rest (Services, Ingresses, callers)
    /// is found along the edges.
    /// </summary>
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    /// <summary>Objects whose own trouble would explain this finding: it folds under whatever breaks one of them.</summary>
    public IReadOnlyList<ObjectRef> Blames { get; init; } = [];

    /// <summary>
    /// Objects of which this tells why they fail: a crash, or another failure, of one of them folds under this. For causes that
    /// were found in the words of those who suffer (a log, an event), so that no guess is needed.
    /// </summary>
    public IReadOnlyList<ObjectRef> Explains { get; init; } = [];

    /// <summary>What to do, the safest first.</summary>
    public IReadOnlyList<Remedy> Remedies { get; init; } = [];

    /// <summary>How deep the cause is; set by the rule.</summary>
    public Depth Depth { get; init; } = Depth.Cause;
}
