using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Events;

/// <summary>What a unit of the machine counts, as the kernel describes it: <c>UNIT/TERMS/</c>.</summary>
internal sealed class UnitForm : IEventForm
{
    /// <inheritdoc/>
    public string Form => "UNIT/TERMS/";

    /// <inheritdoc/>
    public string Meaning => "what a unit (PMU) of this machine counts, for example cpu/event=0x3c,umask=0x1/ or cpu/mem-loads/";

    /// <inheritdoc/>
    public IEnumerable<string> Names(EventRequest request) => request.Sources.Units()
        .SelectMany(unit => request.Sources.EventsOf(unit).Select(name => $"{unit}/{name}/"));

    /// <inheritdoc/>
    public SamplingEvent? TryCreate(EventRequest request)
    {
        string name = request.Name;
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == name.Length - 1 || name[^1] != '/')
            return null;
        // perf takes the general names here as well.
        if (name[..slash] == "cpu" && HardwareForm.Find(name[(slash + 1)..^1]) is { } general)
            return new CounterEvent(general with { Name = name });
        PerfEventSpec spec = request.Sources.Parse(name[..slash], name[(slash + 1)..^1], name);
        // A period that the user chose takes the place of a rate.
        return spec.Period > 1 ? new CounterEvent(spec, standardRate: 0) : new CounterEvent(spec);
    }
}
