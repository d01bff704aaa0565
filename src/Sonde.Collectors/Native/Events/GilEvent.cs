using Sonde.Collectors.Python;
using Sonde.Profiles;

namespace Sonde.Collectors.Native.Events;

/// <summary>Time in which a thread holds the GIL: nothing of native code.</summary>
internal sealed class GilEvent : SamplingEvent
{
    /// <inheritdoc/>
    public override string Name => "gil";

    /// <inheritdoc/>
    public override SampleType Value => SampleType.Gil;

    /// <inheritdoc/>
    public override int LeastRate => 1;

    /// <inheritdoc/>
    public override PythonEvent Python => PythonEvent.Gil;
}
