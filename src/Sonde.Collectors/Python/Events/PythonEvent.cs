using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>Which threads of a Python process are sampled, and what their samples are worth.</summary>
public abstract class PythonEvent
{
    /// <summary>Threads on a CPU, worth the CPU time they used.</summary>
    public static readonly PythonEvent Cpu = new PythonCpuEvent();

    /// <summary>Every thread, whatever it does, worth the time that has passed.</summary>
    public static readonly PythonEvent Wall = new PythonWallEvent();

    /// <summary>The thread that holds the GIL, worth the time it was held.</summary>
    public static readonly PythonEvent Gil = new PythonGilEvent();

    private protected PythonEvent()
    {
    }

    /// <summary>What a sample's value measures.</summary>
    public abstract SampleType Value { get; }

    /// <summary>Why it does not go with an interpreter, as the end of a sentence; null when it does.</summary>
    internal virtual string? Problem(PythonRuntime runtime) => null;

    /// <summary>Makes what samples one process.</summary>
    internal abstract ThreadSampler CreateSampler(SamplerContext context);
}
