using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Events;

/// <summary>What the user asks for.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Tracepoints">The kernel's tracepoints.</param>
/// <param name="WakerStacks">Show the stack of whoever ended a wait, where the event knows it.</param>
public sealed record EventRequest(string Name, TraceEvents Tracepoints, bool WakerStacks = false)
{
    /// <summary>What counts events on this machine besides the kernel itself.</summary>
    public EventSources Sources { get; init; } = new();
}
