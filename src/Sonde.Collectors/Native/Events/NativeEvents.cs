using Sonde.Linux;
using Sonde.Linux.Perf;
using Sonde.Linux.Text;

namespace Sonde.Collectors.Native.Events;

/// <summary>The events that can be named.</summary>
public static class NativeEvents
{
    private const int MaxNear = 3;

    /// <summary>The kinds, in the order in which help names them.</summary>
    public static IReadOnlyList<IEventForm> Forms { get; } =
        [new CpuForm(), new OffCpuForm(), new WallForm(), new GilForm(), new SoftwareForm(), new HardwareForm(), new UnitForm(), new TracepointForm()];

    /// <summary>Finds the event that a user means.</summary>
    /// <exception cref="TargetException">There is none; the message names what is alike.</exception>
    public static SamplingEvent Create(EventRequest request)
    {
        if (TrySplit(request.Name, out string plain, out PerfEventModifiers modifiers))
        {
            return (Create(request with { Name = plain }) as NativeEvent)?.With(request.Name, modifiers)
                ?? throw new TargetException(TargetError.Unsupported, $"the event {plain} takes no modifiers: write '{plain}'");
        }

        if (HasSeveral(request.Name))
        {
            throw new TargetException(
                TargetError.Unsupported,
                $"--event {request.Name} names several events, and a profile holds one: take one of them, or run once for each "
                + "(wall is cpu and off-cpu together)");
        }

        foreach (IEventForm form in Forms)
        {
            if (form.TryCreate(request) is { } found)
                return found;
        }

        IReadOnlyList<string> near = NearestNames.Find(request.Name, Forms.SelectMany(form => form.Names(request)), MaxNear);
        string advice = near.Count > 0
            ? $"did you mean {string.Join(" or ", near)}?"
            : $"events are {string.Join(", ", Forms.Select(form => form.Form))}; 'sonde profile --event list' tells which can be sampled here";
        throw new TargetException(TargetError.NotFound, $"there is no event '{request.Name}': {advice}");
    }

    // A unit's terms have commas between them as well.
    private static bool HasSeveral(string name) =>
        name.IndexOf(',', StringComparison.Ordinal) is >= 0 and var comma && (name.IndexOf('/', StringComparison.Ordinal) is var slash && (slash < 0 || slash > comma)
            || name.LastIndexOf(',') > name.LastIndexOf('/'));

    // NAME:MODIFIERS, GROUP:NAME:MODIFIERS, UNIT/TERMS/MODIFIERS or UNIT/TERMS/:MODIFIERS.
    private static bool TrySplit(string name, out string plain, out PerfEventModifiers modifiers)
    {
        int slash = name.LastIndexOf('/'), at = slash >= 0 ? slash + 1 : name.LastIndexOf(':');
        plain = name;
        modifiers = default;
        if (at <= 0 || !PerfEventModifiers.TryParse(name.AsSpan(at).TrimStart(':'), out modifiers))
            return false;
        plain = name[..at];
        return true;
    }
}
