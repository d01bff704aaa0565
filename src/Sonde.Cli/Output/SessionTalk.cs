using System.Globalization;
using Sonde.Cli.CommandLine;
using Sonde.Collectors;
using Sonde.Collectors.Native.Events;
using Sonde.Collectors.Session;

namespace Sonde.Cli.Output;

/// <summary>What is said about a session on stderr.</summary>
internal static class SessionTalk
{
    /// <summary>The line before sampling.</summary>
    public static string Start(TargetProcesses processes, TimeSpan? duration, SamplingEvent chosen, int rate)
    {
        string howLong = duration is { } time ? $"for {DurationText.Format(time)}" : "until it ends";
        string how = rate > 0 ? $"{rate} times a second" : "every time";
        string what = chosen is CpuEvent ? "" : $" for {chosen.Name}";
        return $"sampling {processes.Title}{what} {howLong}, {how}; Ctrl-C ends early and keeps what was sampled";
    }

    /// <summary>The line after sampling.</summary>
    public static string End(TargetProcesses processes, SessionResult result, SamplingEvent chosen)
    {
        string time = DurationText.Format(result.Elapsed);
        string samples = result.Samples == 1 ? "1 sample" : string.Create(CultureInfo.InvariantCulture, $"{result.Samples:N0} samples");
        string line = result.End switch
        {
            SessionEnd.Exited => $"{processes.Title} exited after {time}: {samples} kept",
            SessionEnd.Interrupted => $"interrupted after {time}: {samples} kept",
            _ => $"{samples} in {time}",
        };
        string note = processes.EndNote is { } how ? $" ({how})" : "";
        string idle = result.Samples > 0 ? ""
            : chosen is CpuEvent ? ": the target used no CPU while it was sampled"
            : $": no {chosen.Name} while it was sampled";
        return line + note + idle;
    }
}
