using Sonde.Collectors.Session.Targets;
using Sonde.Inspection;
using Sonde.Inspection.EntryPoints;
using Sonde.Linux.Images;

namespace Sonde.Cli.Inspecting;

/// <summary><c>sonde inspect</c> of what does not run.</summary>
internal static class StillInspection
{
    private const string BundleConfig = "config.json";

    /// <summary>Checks whether its program could be started.</summary>
    /// <param name="target">A <see cref="RootTarget"/> or an <see cref="ImageTarget"/>.</param>
    /// <param name="program">Another program than its own; null for that.</param>
    /// <param name="interrupt">Ends the reading of an image.</param>
    public static InspectionReport Run(Target target, string? program, CancellationToken interrupt)
    {
        if (target is ImageTarget { Path: var file })
        {
            using OciImage image = OciImage.Open(file, interrupt);
            return StillContainer.Inspect(image, file, program);
        }

        string folder = ((RootTarget)target).Path;
        // A bundle of runc or containerd has its rootfs beside its config.json.
        string? above = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return StillContainer.Inspect(folder, above is null ? null : OciBundleConfig.TryRead(Path.Combine(above, BundleConfig)), program);
    }
}
