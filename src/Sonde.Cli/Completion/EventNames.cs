using Sonde.Collectors.Native.Events;
using Sonde.Linux.Perf;

namespace Sonde.Cli.Completion;

/// <summary>Names of events, for completion.</summary>
internal static class EventNames
{
    /// <summary>The names that begin with what was typed; of tracepoints only once a group is typed, because there are thousands.</summary>
    /// <param name="word">What was typed so far.</param>
    public static IReadOnlyList<string> StartingWith(string word)
    {
        using var tracepoints = word.Contains(':') ? new TraceEvents() : new TraceEvents([], mayMount: false);
        var request = new EventRequest(word, tracepoints);
        return [.. NativeEvents.Forms.SelectMany(form => form.Names(request)).Where(name => name.StartsWith(word, StringComparison.Ordinal))];
    }
}
