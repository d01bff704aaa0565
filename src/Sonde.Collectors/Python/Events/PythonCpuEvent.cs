using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>Time on a CPU.</summary>
internal sealed class PythonCpuEvent : PythonEvent
{
    /// <inheritdoc/>
    public override SampleType Value => SampleType.Cpu;

    /// <inheritdoc/>
    internal override ThreadSampler CreateSampler(SamplerContext context) => new CpuSampler(context);
}
