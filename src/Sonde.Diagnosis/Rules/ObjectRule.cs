using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rules;

/// <summary>A rule about objects of one type: it looks at one at a time.</summary>
/// <typeparam name="T">The type.</typeparam>
public abstract class ObjectRule<T> : Rule
    where T : KubeObject
{
    /// <summary>Evaluates it for one object.</summary>
    public abstract void Evaluate(T subject, RuleContext context);

    internal sealed override void EvaluateAll(RuleContext context)
    {
        foreach (T subject in context.Cluster.All<T>())
        {
            context.Begin(this);
            Evaluate(subject, context);
        }
    }

    internal sealed override IReadOnlyList<Type> SubjectTypes => [typeof(T)];

    internal sealed override void EvaluateOne(ObjectRef subject, RuleContext context)
    {
        if (context.Cluster.Find(subject) is not T found)
            return;
        context.Begin(this);
        Evaluate(found, context);
    }
}
