namespace Sonde.Profiles;

/// <summary>What one value of a sample measures (pprof's <c>ValueType</c>).</summary>
/// <param name="Type">For example <c>samples</c>, <c>cpu</c>, <c>wall</c>, <c>inuse_space</c>.</param>
/// <param name="Unit">For example <c>count</c>, <c>nanoseconds</c>, <c>bytes</c>.</param>
public readonly record struct SampleType(string Type, string Unit)
{
    /// <summary>The number of samples taken.</summary>
    public static readonly SampleType Samples = new("samples", "count");

    /// <summary>Time on a CPU.</summary>
    public static readonly SampleType Cpu = new("cpu", "nanoseconds");

    /// <summary>Time in which a thread was not on a CPU: it waited for something, or for a CPU.</summary>
    public static readonly SampleType OffCpu = new("off_cpu", "nanoseconds");

    /// <summary>Time in which a thread holds the lock of its interpreter.</summary>
    public static readonly SampleType Gil = new("gil", "nanoseconds");

    /// <summary>Elapsed time, on a CPU or not.</summary>
    public static readonly SampleType Wall = new("wall", "nanoseconds");
}
