namespace Sonde.Diagnosis.Timelines;

/// <summary>What sort of thing happened.</summary>
public enum Lane
{
    /// <summary>Somebody changed what is to run: a new revision.</summary>
    Rollout,

    /// <summary>Another number of pods was asked for.</summary>
    Scaling,

    /// <summary>A node's state changed.</summary>
    Node,

    /// <summary>A part of Kubernetes reported something.</summary>
    Event,

    /// <summary>A container began or ended.</summary>
    Container,

    /// <summary>A condition of an object changed.</summary>
    Condition,

    /// <summary>A log began to speak of errors.</summary>
    Log,
}
