using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>All time of every thread.</summary>
internal sealed class PythonWallEvent : PythonEvent
{
    /// <inheritdoc/>
    public override SampleType Value => SampleType.Wall;

    /// <inheritdoc/>
    internal override ThreadSampler CreateSampler(SamplerContext context) => new WallSampler(context);
}
