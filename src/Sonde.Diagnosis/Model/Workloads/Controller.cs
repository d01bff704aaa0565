using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Model.Workloads;

/// <summary>An object that makes pods.</summary>
public abstract record Controller(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>What it makes pods from.</summary>
    public PodTemplate Template { get; init; } = PodTemplate.Empty;

    /// <summary>Which pods it counts as its own; null: those it owns.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>The generation that its status speaks of; less than the object's own: nobody acted yet.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>How many pods it is to have; null when that is not told by a number (DaemonSet: by nodes).</summary>
    public abstract int? Wanted { get; }
}
