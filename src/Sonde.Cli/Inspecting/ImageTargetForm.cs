using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.Inspecting;

/// <summary><c>image:FILE</c>.</summary>
internal sealed class ImageTargetForm : ITargetForm
{
    /// <inheritdoc/>
    public string Form => "image:FILE";

    /// <inheritdoc/>
    public string Meaning => "an image file: docker save, or an OCI layout, as a tar or a folder";

    /// <inheritdoc/>
    public string Prefix => "image:";

    /// <inheritdoc/>
    public Target Parse(string rest) => rest.Length > 0
        ? new ImageTarget(rest)
        : throw new TargetGrammarException($"'{Prefix}' names no image: FILE in image:FILE is what docker save has written, or an OCI layout");
}
