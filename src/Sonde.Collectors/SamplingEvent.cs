using Sonde.Collectors.Python;
using Sonde.Profiles;

namespace Sonde.Collectors;

/// <summary>What makes a sample, and what its value is.</summary>
public abstract class SamplingEvent
{
    /// <summary>As the user names it, for example <c>off-cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What a sample's value measures.</summary>
    public abstract SampleType Value { get; }

    /// <summary>Samples per second when the user does not say; 0 takes every event.</summary>
    public virtual int StandardRate => 99;

    /// <summary>The lowest rate: 0 where every event can be taken.</summary>
    public virtual int LeastRate => 0;

    /// <summary>Why the user cannot choose a rate, as the end of a sentence; null when that is possible.</summary>
    public virtual string? RateProblem => null;

    /// <summary>True when it can tell who ended a wait.</summary>
    public virtual bool KnowsWakers => false;

    /// <summary>What it is in processes whose Python stacks are read; null when those are sampled as native code.</summary>
    public virtual PythonEvent? Python => null;
}
