using Sonde.Collectors.Native;
using Sonde.Collectors.Native.Events;
using Sonde.Linux.Perf;

namespace Sonde.Collectors.Tests.Native;

/// <summary>Samples by an event's name.</summary>
internal static class EventSampling
{
    /// <summary>Makes the event.</summary>
    public static NativeEvent Create(string name, TraceEvents? tracepoints = null, bool wakerStacks = false) =>
        (NativeEvent)NativeEvents.Create(new EventRequest(name, tracepoints ?? new TraceEvents(), wakerStacks));

    /// <summary>Options for an event.</summary>
    public static NativeCollectorOptions Options(NativeEvent chosen, int? rate = null) =>
        new() { Event = chosen, Rate = rate ?? chosen.StandardRate };

    /// <summary>Samples a process for a time.</summary>
    public static Task<ProfileView> RunAsync(int process, NativeCollectorOptions options, int milliseconds) =>
        NativeSampling.RunAsync(process, 0, options, _ => Task.Delay(milliseconds));
}
