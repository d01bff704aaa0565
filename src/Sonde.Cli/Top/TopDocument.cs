using Sonde.Cli.Output;
using Sonde.Profiles;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Analysis.Live;

namespace Sonde.Cli.Top;

/// <summary>One interval of <c>sonde top -o json</c>, one line each.</summary>
/// <param name="ApiVersion">Version of the document.</param>
/// <param name="Kind"><c>TopInterval</c>.</param>
/// <param name="Value">What is counted, for example <c>cpu</c>.</param>
/// <param name="Unit">Its unit, for example <c>nanoseconds</c>.</param>
/// <param name="ElapsedSeconds">How long was sampled.</param>
/// <param name="IntervalSeconds">How long this interval was.</param>
/// <param name="Now">Value of all samples of the interval.</param>
/// <param name="Sum">Value of all samples since the start.</param>
/// <param name="Samples">Samples since the start.</param>
/// <param name="Lost">Samples since the start that were lost or torn.</param>
/// <param name="Functions">Functions that were seen in the interval, the costliest first.</param>
/// <param name="Threads">Threads that were seen in the interval, the busiest first.</param>
/// <param name="States">States of the interval's samples; absent when they name none.</param>
internal sealed record TopDocument(
    string ApiVersion, string Kind, string Value, string Unit, double ElapsedSeconds, double IntervalSeconds, long Now, long Sum, long Samples, long Lost,
    IReadOnlyList<TopFunction> Functions, IReadOnlyList<TopGroup> Threads, IReadOnlyList<TopGroup>? States)
{
    /// <summary>The document of a table.</summary>
    public static TopDocument From(LiveTable table) => new(
        SondeJson.ApiVersion, "TopInterval", table.SampleType.Type, table.SampleType.Unit, table.Elapsed.TotalSeconds,
        table.Interval.TotalSeconds, table.Value.Now, table.Value.Sum,
        table.Quality.Samples, table.Quality.Lost + table.Quality.Torn,
        [.. table.Functions.Where(function => function.Total.Now != 0).Select(TopFunction.From)],
        Groups(table.Threads),
        table.States.Count > 0 ? Groups(table.States) : null);

    /// <summary>The table again, with what was seen before this interval and not in it.</summary>
    /// <param name="before">The table of the interval before.</param>
    public LiveTable After(LiveTable before)
    {
        LiveFunction[] now = [.. Functions.Select(one => new LiveFunction(one.Frame(), one.Line ?? 0, new LiveSums(one.SelfNow, one.SelfSum), new LiveSums(one.TotalNow, one.TotalSum)))];
        HashSet<Frame> seen = [.. now.Select(one => one.Frame)];
        return new LiveTable
        {
            SampleType = new SampleType(Value, Unit),
            Interval = TimeSpan.FromSeconds(IntervalSeconds),
            Elapsed = TimeSpan.FromSeconds(ElapsedSeconds),
            Value = new LiveSums(Now, Sum),
            Functions = [.. now, .. before.Functions.Where(one => !seen.Contains(one.Frame))
                .Select(one => one with { Self = one.Self with { Now = 0 }, Total = one.Total with { Now = 0 } })],
            Threads = After(Threads, before.Threads),
            States = After(States ?? [], before.States),
            Quality = new ProfileQuality { Samples = Samples, Lost = Lost },
        };
    }

    private static LiveGroup[] After(IReadOnlyList<TopGroup> groups, IReadOnlyList<LiveGroup> before)
    {
        HashSet<string> seen = [.. groups.Select(one => one.Name)];
        return [.. groups.Select(one => new LiveGroup(one.Name, new LiveSums(one.Now, one.Sum))),
            .. before.Where(one => !seen.Contains(one.Name)).Select(one => one with { Value = one.Value with { Now = 0 } })];
    }

    private static TopGroup[] Groups(IReadOnlyList<LiveGroup> groups) =>
        [.. groups.Where(group => group.Value.Now != 0).Select(group => new TopGroup(group.Name, group.Value.Now, group.Value.Sum))];
}
