using Sonde.Linux.Cgroups;

namespace Sonde.Inspection.Tests.Watching;

/// <summary>Memory that goes as a test says.</summary>
internal sealed class ScriptedGauge : MemoryGauge
{
    public long Current { get; set; }

    public MemoryParts Parts { get; set; }

    public bool IsGone { get; set; }

    public override bool TryReadCurrent(out long bytes)
    {
        bytes = Current;
        return !IsGone;
    }

    public override bool TryReadParts(out MemoryParts parts)
    {
        parts = Parts;
        return !IsGone;
    }

    protected override void Dispose(bool disposing)
    {
    }
}
