using Sonde.Linux;
using Sonde.Linux.Text;

namespace Sonde.Collectors.Native.Events;

/// <summary>The events that can be named.</summary>
public static class NativeEvents
{
    private const int MaxNear = 3;

    /// <summary>The kinds, in the order in which help names them.</summary>
    public static IReadOnlyList<IEventForm> Forms { get; } =
        [new CpuForm(), new OffCpuForm(), new WallForm(), new GilForm(), new SoftwareForm(), new HardwareForm(), new TracepointForm()];

    /// <summary>Finds the event that a user means.</summary>
    /// <exception cref="TargetException">There is none; the message names what is alike.</exception>
    public static SamplingEvent Create(EventRequest request)
    {
        foreach (IEventForm form in Forms)
        {
            if (form.TryCreate(request) is { } found)
                return found;
        }

        IReadOnlyList<string> near = NearestNames.Find(request.Name, Forms.SelectMany(form => form.Names(request)), MaxNear);
        string advice = near.Count > 0
            ? $"did you mean {string.Join(" or ", near)}?"
            : $"events are {string.Join(", ", Forms.Select(form => form.Form))}; 'perf list' names more";
        throw new TargetException(TargetError.NotFound, $"there is no event '{request.Name}': {advice}");
    }
}
