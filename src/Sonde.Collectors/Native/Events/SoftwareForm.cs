using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Events;

/// <summary>What the kernel counts (<c>enum perf_sw_ids</c>, include/uapi/linux/perf_event.h).</summary>
internal sealed class SoftwareForm : IEventForm
{
    private static readonly (string[] Names, ulong Config, string Unit, bool IsOfKernel)[] Events =
    [
        (["page-faults", "faults"], 2, "count", false),
        (["minor-faults"], 5, "count", false),
        (["major-faults"], 6, "count", false),
        (["context-switches", "cs"], 3, "count", true),
        (["cpu-migrations", "migrations"], 4, "count", true),
        (["cgroup-switches"], 11, "count", true),
        (["alignment-faults"], 7, "count", false),
        (["emulation-faults"], 8, "count", false),
        (["cpu-clock"], 0, "nanoseconds", false),
        (["task-clock"], 1, "nanoseconds", false),
    ];

    /// <inheritdoc/>
    public string Form => "page-faults";

    /// <inheritdoc/>
    public string Meaning => "also minor-faults, major-faults, context-switches, cpu-migrations, task-clock, …: what the kernel counts";

    /// <inheritdoc/>
    public IEnumerable<string> Names(EventRequest request) => Events.SelectMany(known => known.Names);

    /// <inheritdoc/>
    public SamplingEvent? TryCreate(EventRequest request)
    {
        foreach ((string[] names, ulong config, string unit, bool isOfKernel) in Events)
        {
            if (names.Contains(request.Name))
                return new CounterEvent(new PerfEventSpec(names[0], PerfEventType.Software, config) { IsOfKernel = isOfKernel }, unit);
        }

        return null;
    }
}
