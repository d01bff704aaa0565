using System.Text;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Formats.Differences;

/// <summary>A differential flame graph as a picture for any viewer; zoom and search work where scripts run.</summary>
public sealed class DiffSvgFormat : IDiffWriter
{
    /// <inheritdoc/>
    public string Name => "svg";

    /// <inheritdoc/>
    public string Description => "flame graph as a picture, coloured by the difference; what has vanished is listed";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".svg"];

    /// <inheritdoc/>
    public void Write(ProfileDiff diff, Stream output, WriteOptions options)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        FlameGraphSvg.Write(diff, text, options.DiffWidth);
    }
}
