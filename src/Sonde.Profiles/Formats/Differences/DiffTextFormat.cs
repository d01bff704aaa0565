using System.Text;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Formats.Differences;

/// <summary>The difference as text: what changed by more than chance explains, and how much is noise.</summary>
public sealed class DiffTextFormat : IDiffWriter
{
    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public string Description => "the functions and call paths that changed, as tables";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".txt"];

    /// <inheritdoc/>
    public void Write(ProfileDiff diff, Stream output, WriteOptions options)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        new DiffTextRenderer(text, diff, options).Write();
    }
}
