namespace Sonde.Diagnosis.Model;

/// <summary>An object of a cluster.</summary>
/// <param name="Meta">What every object carries.</param>
public abstract record KubeObject(Metadata Meta)
{
    /// <summary>Its name.</summary>
    public ObjectRef Ref => Meta.Ref;

    /// <summary>Its <c>status.conditions</c>, for every kind that has them.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>The condition of a type; null when it is not set.</summary>
    public Condition? ConditionOf(string type)
    {
        foreach (Condition condition in Conditions)
        {
            if (condition.Type == type)
                return condition;
        }

        return null;
    }
}
