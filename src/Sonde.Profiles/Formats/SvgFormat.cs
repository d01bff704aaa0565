using System.Text;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Formats;

/// <summary>A flame graph as a picture for any viewer; zoom and search work where scripts run. Write only.</summary>
public sealed class SvgFormat : IProfileWriter
{
    /// <inheritdoc/>
    public string Name => "svg";

    /// <inheritdoc/>
    public string Description => "flame graph as a picture; zooms and searches in a browser";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".svg"];

    /// <inheritdoc/>
    public FormatContent Content => FormatContent.Picture;

    /// <inheritdoc/>
    public void Write(Profile profile, Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        FlameGraphSvg.Write(profile, text);
    }
}
