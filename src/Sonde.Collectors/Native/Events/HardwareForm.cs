using System.Globalization;
using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Events;

/// <summary>
/// What the CPU counts, by the names that the kernel gives it on every CPU (<c>enum perf_hw_id</c> and
/// <c>perf_hw_cache_id</c>, include/uapi/linux/perf_event.h), and raw codes.
/// </summary>
internal sealed class HardwareForm : IEventForm
{
    private const PerfEventType Raw = (PerfEventType)4; // PERF_TYPE_RAW
    private const int LongestCode = 16;

    private static readonly Dictionary<string, PerfEventSpec> Events = new(Known(), StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Form => "cache-misses";

    /// <inheritdoc/>
    public string Meaning => "also instructions, branch-misses, LLC-load-misses, dTLB-load-misses, r1a8, …: what the CPU counts";

    /// <inheritdoc/>
    public IEnumerable<string> Names(EventRequest request) => Events.Keys;

    /// <inheritdoc/>
    public SamplingEvent? TryCreate(EventRequest request)
    {
        string name = request.Name;
        if (Find(name) is { } spec)
            return new CounterEvent(spec);
        return name.Length is > 1 and <= LongestCode + 1 && name[0] == 'r'
            && ulong.TryParse(name.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong code)
            ? new CounterEvent(new PerfEventSpec(name, Raw, code))
            : null;
    }

    /// <summary>An event by its general name; null when there is none.</summary>
    internal static PerfEventSpec? Find(string name) => Events.GetValueOrDefault(name);

    private static IEnumerable<KeyValuePair<string, PerfEventSpec>> Known()
    {
        (string[] Names, ulong Config)[] counters =
        [
            (["cycles", "cpu-cycles"], 0), (["instructions"], 1), (["cache-references"], 2), (["cache-misses"], 3),
            (["branches", "branch-instructions"], 4), (["branch-misses"], 5), (["bus-cycles"], 6),
            (["stalled-cycles-frontend", "idle-cycles-frontend"], 7), (["stalled-cycles-backend", "idle-cycles-backend"], 8),
            (["ref-cycles"], 9),
        ];
        foreach ((string[] names, ulong config) in counters)
        {
            foreach (string name in names)
                yield return new(name, new PerfEventSpec(names[0], PerfEventType.Hardware, config));
        }

        string[] caches = ["L1-dcache", "L1-icache", "LLC", "dTLB", "iTLB", "branch", "node"];
        (string Accesses, string Misses)[] operations = [("loads", "load-misses"), ("stores", "store-misses"), ("prefetches", "prefetch-misses")];
        for (int cache = 0; cache < caches.Length; cache++)
        {
            for (int operation = 0; operation < operations.Length; operation++)
            {
                (string accesses, string misses) = operations[operation];
                ulong config = (ulong)(uint)cache | (ulong)(uint)operation << 8;
                yield return Cache($"{caches[cache]}-{accesses}", config);
                yield return Cache($"{caches[cache]}-{misses}", config | 1UL << 16);
            }
        }
    }

    private static KeyValuePair<string, PerfEventSpec> Cache(string name, ulong config) =>
        new(name, new PerfEventSpec(name, PerfEventType.HardwareCache, config));
}
