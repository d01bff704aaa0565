namespace Sonde.Profiles.Formats.Firefox;

/// <summary>
/// The processed profile format of profiler.firefox.com, version <see cref="FirefoxWriter.FormatVersion"/> (its
/// docs-developer/CHANGELOG-formats.md). Write only.
/// </summary>
public sealed class FirefoxFormat : IProfileWriter
{
    /// <inheritdoc/>
    public string Name => "firefox";

    /// <inheritdoc/>
    public string Description => "JSON of profiler.firefox.com: threads, modules, lines and times";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".firefox.json", ".profile.json"];

    /// <inheritdoc/>
    public FormatContent Content => new()
    {
        Values = "one",
        Threads = "yes",
        Lines = "yes, with columns",
        Modules = "yes",
        Inlining = "yes",
        Times = "yes",
        Labels = "process, thread",
    };

    /// <inheritdoc/>
    public void Write(Profile profile, Stream output) => new FirefoxWriter(profile).Write(output);

    /// <inheritdoc/>
    public IReadOnlyList<string> Losses(Profile profile) => new LossList(profile)
        .OneValue().Labels(LabelNames.Thread, LabelNames.ThreadId, LabelNames.Process, LabelNames.ProcessId).Facts().Clauses;
}
