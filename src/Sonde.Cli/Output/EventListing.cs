using System.Globalization;
using Sonde.Cli.Help;
using Sonde.Collectors;
using Sonde.Collectors.Native.Events;
using Sonde.Linux;
using Sonde.Linux.Perf;

namespace Sonde.Cli.Output;

/// <summary>Which events can be sampled on this machine, and why not the others: found out by trying each.</summary>
internal static class EventListing
{
    /// <summary>Tries the events and writes what came of it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="tracepoints">The kernel's tracepoints.</param>
    public static void Write(TextWriter output, TraceEvents tracepoints)
    {
        List<(string Name, string Note)> possible = [];
        List<EventTrial> refused = [];
        foreach (IEventForm form in NativeEvents.Forms)
        {
            string[] names = [.. form.Names(Request(form.Form, tracepoints))];
            // Of thousands one tells for all: closing a tracepoint takes the kernel some milliseconds.
            foreach (string name in form.HasTooMany ? names.Take(1) : names.Where(name => !IsAlias(name, tracepoints)))
            {
                EventTrial trial = EventTrial.Run(Request(name, tracepoints));
                if (trial.Problem is not null)
                    refused.Add(trial with { Name = form.HasTooMany ? form.Form : name });
                else if (form.HasTooMany)
                    possible.Add((form.Form, string.Create(CultureInfo.InvariantCulture, $"{names.Length} of them, for example {name}")));
                else
                    possible.Add((name, trial.Detail ?? ""));
            }

            if (form.HasTooMany && names.Length == 0)
                refused.Add(new EventTrial(form.Form, tracepoints.Problem ?? "this kernel has none", null));
        }

        if (EventTrial.Run(Request("cpu", tracepoints), wholeCpu: true).Problem is { } problem)
            refused.Add(new EventTrial("the target host, and --cgroup", problem, null));
        output.WriteLine(possible.Count > 0 ? "Can be sampled here:" : "No event can be sampled here.");
        foreach (IGrouping<string, (string Name, string Note)> alike in possible.GroupBy(row => row.Note))
            HelpText.WriteText(output, $"{Names(alike.Select(row => row.Name))}{(alike.Key.Length > 0 ? $": {alike.Key}" : "")}", 2);
        if (refused.Count > 0)
            output.WriteLine("\nCannot be sampled here:");
        foreach (IGrouping<string, EventTrial> alike in refused.GroupBy(Reason))
        {
            HelpText.WriteText(output, $"{Names(alike.Select(trial => trial.Name))}:", 2);
            HelpText.WriteText(output, alike.Key, 6);
        }
    }

    private static EventRequest Request(string name, TraceEvents tracepoints) => new(name, tracepoints);

    private static bool IsAlias(string name, TraceEvents tracepoints)
    {
        try
        {
            SamplingEvent found = NativeEvents.Create(Request(name, tracepoints));
            return found.Name != name;
        }
        catch (TargetException)
        {
            return false; // why, the trial tells
        }
    }

    // The same for all that are refused alike.
    private static string Reason(EventTrial trial) => trial.Problem!.Replace($"{trial.Name} needs", "needs", StringComparison.Ordinal)
        .Replace($"{trial.Name} happen", "happens", StringComparison.Ordinal).Replace(trial.Name, "it", StringComparison.Ordinal);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
