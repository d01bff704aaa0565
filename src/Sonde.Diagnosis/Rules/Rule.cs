using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// Recognises one cause. A rule is a pure function of one subject and what its context lets it read. Its file is the only
/// place that names it: the build lists all <c>Rules/**/*Rule.cs</c>, and <c>docs/rules/SLUG.md</c> is its page.
/// </summary>
public abstract class Rule
{
    /// <summary>The stable name of the cause.</summary>
    public abstract string Slug { get; }

    /// <summary>Kinds it reads; a live source fetches those of all rules. Pods and events are always read.</summary>
    public abstract IReadOnlyList<string> Kinds { get; }

    /// <summary>How deep the cause is that it names.</summary>
    public virtual Depth Depth => Depth.Cause;

    /// <summary>Logs it wants to read about a workload, judged from the objects alone.</summary>
    public virtual IEnumerable<LogRequest> LogsWanted(Workload workload) => [];

    /// <summary>The types of its subjects, <see cref="Workload"/> or of objects; none when it looks at the whole cluster at once.</summary>
    internal virtual IReadOnlyList<Type> SubjectTypes => [];

    /// <summary>Once it has looked at its subjects it looks at all that it noted of them: <see cref="Conclude"/>.</summary>
    internal virtual bool Concludes => false;

    /// <summary>Evaluates it for every subject of a cluster.</summary>
    internal abstract void EvaluateAll(RuleContext context);

    /// <summary>Evaluates it for one subject, if there is one of that name and of its type.</summary>
    internal virtual void EvaluateOne(ObjectRef subject, RuleContext context) => EvaluateAll(context);

    /// <summary>Looks at what it noted of its subjects.</summary>
    /// <param name="noted">What <see cref="EvaluateOne"/> left in <see cref="RuleContext.Noted"/>, in the order of the subjects.</param>
    /// <param name="context">What it reads through and reports to.</param>
    internal virtual void Conclude(IEnumerable<object> noted, RuleContext context) => throw new NotSupportedException($"{Slug} concludes nothing");
}
