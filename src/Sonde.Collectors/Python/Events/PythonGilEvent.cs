using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>Time in which a thread holds the GIL.</summary>
internal sealed class PythonGilEvent : PythonEvent
{
    /// <inheritdoc/>
    public override SampleType Value => SampleType.Gil;

    /// <inheritdoc/>
    internal override string? Problem(PythonRuntime runtime) =>
        runtime.Offsets is { GilEnabled: >= 0 } ? "its interpreter is free-threaded and runs without a GIL: take --event cpu or wall" : null;

    /// <inheritdoc/>
    internal override ThreadSampler CreateSampler(SamplerContext context) => new GilSampler(context);
}
