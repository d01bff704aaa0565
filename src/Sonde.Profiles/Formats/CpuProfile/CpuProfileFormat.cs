namespace Sonde.Profiles.Formats.CpuProfile;

/// <summary>
/// Chrome's and Node's <c>.cpuprofile</c> (<c>Profiler.Profile</c> of the DevTools protocol): one thread's tree of calls and,
/// in order of time, in which of its nodes each sample was. Values are <c>samples/count</c> and <c>wall/nanoseconds</c>. V8's own
/// name of a function, <c>SCRIPT:LINE:COLUMN</c>, is kept as its system name.
/// </summary>
public sealed class CpuProfileFormat : IProfileReader, IProfileWriter
{
    /// <inheritdoc/>
    public string Name => "cpuprofile";

    /// <inheritdoc/>
    public string Description => "JSON of Chrome's and Node's CPU profiler: one thread, with times";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".cpuprofile"];

    /// <inheritdoc/>
    public FormatContent Content => new()
    {
        Values = "time and count",
        Threads = "one",
        Lines = "yes",
        Times = "microseconds",
    };

    /// <inheritdoc/>
    public bool CanRead(ReadOnlySpan<byte> head) =>
        head.TrimStart(" \t\r\n\u00EF\u00BB\u00BF"u8) is [(byte)'{', ..]
        && head.IndexOf("\"nodes\""u8) >= 0 && head.IndexOf("\"callFrame\""u8) >= 0;

    /// <inheritdoc/>
    public Profile Read(Stream input) => new CpuProfileReader(FormatInput.ReadAll(input)).Read();

    /// <inheritdoc/>
    public void Write(Profile profile, Stream output) => new CpuProfileWriter(profile).Write(output);

    /// <inheritdoc/>
    public IReadOnlyList<string> Losses(Profile profile)
    {
        var writer = new CpuProfileValues(profile);
        int threads = ThreadSamples.Of(profile).Count;
        return new LossList(profile)
            .Clause(threads > 1, $"holds one thread: {threads} threads became one")
            .Clause(!writer.IsTime, $"holds time: wrote {profile.SampleTypes[profile.DefaultSampleType].Type} as microseconds")
            .Clause(writer.LeftOut.Count > 0, $"left out {string.Join(", ", writer.LeftOut)} (--value chooses)")
            .Labels(LabelNames.Thread, LabelNames.ThreadId).Modules().Inlining().Facts(CpuProfileClock.IsComment).Clauses;
    }
}
