using Sonde.Cli.Output;
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
/// <param name="Functions">Functions that were seen in the interval, the costliest first.</param>
/// <param name="Threads">Threads that were seen in the interval, the busiest first.</param>
/// <param name="States">States of the interval's samples; absent when they name none.</param>
internal sealed record TopDocument(
    string ApiVersion, string Kind, string Value, string Unit, double ElapsedSeconds, double IntervalSeconds, long Now, long Sum,
    IReadOnlyList<TopFunction> Functions, IReadOnlyList<TopGroup> Threads, IReadOnlyList<TopGroup>? States)
{
    /// <summary>The document of a table.</summary>
    public static TopDocument From(LiveTable table) => new(
        SondeJson.ApiVersion, "TopInterval", table.SampleType.Type, table.SampleType.Unit, table.Elapsed.TotalSeconds,
        table.Interval.TotalSeconds, table.Value.Now, table.Value.Sum,
        [.. table.Functions.Where(function => function.Total.Now != 0).Select(TopFunction.From)],
        Groups(table.Threads),
        table.States.Count > 0 ? Groups(table.States) : null);

    private static TopGroup[] Groups(IReadOnlyList<LiveGroup> groups) =>
        [.. groups.Where(group => group.Value.Now != 0).Select(group => new TopGroup(group.Name, group.Value.Now, group.Value.Sum))];
}
