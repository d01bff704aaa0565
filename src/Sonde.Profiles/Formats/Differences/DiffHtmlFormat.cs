using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Formats.Differences;

/// <summary>A differential flame graph, one file that loads nothing; the reader chooses whose widths it has.</summary>
public sealed class DiffHtmlFormat : IDiffWriter
{
    /// <inheritdoc/>
    public string Name => "html";

    /// <inheritdoc/>
    public string Description => "interactive flame graph in one file: red takes a greater share than before, blue a smaller one";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".html", ".htm"];

    /// <inheritdoc/>
    public void Write(ProfileDiff diff, Stream output, WriteOptions options) => FlameGraphHtml.Write(diff, output, options.DiffWidth);
}
