using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Formats;

/// <summary>An interactive flame graph, one file that loads nothing. Write only.</summary>
public sealed class HtmlFormat : IProfileWriter
{
    /// <inheritdoc/>
    public string Name => "html";

    /// <inheritdoc/>
    public string Description => "interactive flame graph in one file: search, zoom, threads, hottest functions";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".html", ".htm"];

    /// <inheritdoc/>
    public FormatContent Content => FormatContent.Picture with { Values = "all", Threads = "yes", Labels = "to choose and split by" };

    /// <inheritdoc/>
    public void Write(Profile profile, Stream output) => FlameGraphHtml.Write(profile, output);
}
