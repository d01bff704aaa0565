using Sonde.Linux.PerfData;
using Sonde.Profiles;

namespace Sonde.Collectors.Recordings;

/// <summary>The events that a recording has samples of, and what those are worth.</summary>
internal sealed class RecordedEvents
{
    private readonly List<PerfDataEvent> _events = [];

    /// <summary>Those with samples, the first one seen first.</summary>
    public IReadOnlyList<PerfDataEvent> All => _events;

    /// <summary>For people.</summary>
    public string Names => string.Join('+', _events.Select(seen => seen.Name).Distinct(StringComparer.Ordinal));

    /// <summary>Number of samples, then a value for each event: time on a CPU for the two that measure it, else a count.</summary>
    public IReadOnlyList<SampleType> SampleTypes
    {
        get
        {
            List<SampleType> types = [SampleType.Samples];
            foreach (PerfDataEvent seen in _events)
            {
                SampleType type = seen.IsCpuTime && !types.Contains(SampleType.Cpu) ? SampleType.Cpu : new SampleType(seen.Name, "count");
                // Two events of one name (of a group, of two CPUs) must stay apart.
                for (int number = 2; types.Contains(type); number++)
                    type = new SampleType($"{seen.Name}#{number}", "count");
                types.Add(type);
            }

            return types;
        }
    }

    /// <summary>Index of an event, which is added when it is new.</summary>
    public int IndexOf(PerfDataEvent seen)
    {
        int index = _events.IndexOf(seen);
        if (index >= 0)
            return index;
        _events.Add(seen);
        return _events.Count - 1;
    }
}
