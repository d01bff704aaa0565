using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>
/// The colours of the flame graphs. They tell kinds of code apart, follow the hues of Okabe and Ito's palette, which
/// colour-blind readers can tell apart, and are pale enough on a light page (dark enough on a dark one) for text upon them
/// to have a contrast of at least 4.5 to 1. The user's own code is the most saturated.
/// </summary>
public static class FlamePalette
{
    /// <summary>The colours; <see cref="IndexOf"/> names one of them.</summary>
    public static readonly IReadOnlyList<FlameColor> Colors =
    [
        new("Python: application", "#f2b134", "#8f5f00"),
        new("Python: library", "#f5dfae", "#5c4a26"),
        new("native: program", "#7fb8e6", "#1f5f94"),
        new("native: library", "#c3dcf0", "#2c4559"),
        new("kernel", "#eaa58b", "#8c3d1f"),
        new("just-in-time compiled", "#8fd0b5", "#1c6b4f"),
        new("other interpreted code", "#dcb6d2", "#71456a"),
        new("unknown", "#d3d3d0", "#4a4a4c"),
        new("all, thread", "#e4e4e0", "#3a3a3d"),
    ];

    private const int PythonApplication = 0, PythonLibrary = 1, Program = 2, Library = 3, Kernel = 4, Jit = 5,
        OtherInterpreted = 6, Unknown = 7, Group = 8;

    // Where Python's own modules and installed packages lie: lib/python3.11/…, site-packages, dist-packages, <frozen …>.
    private static readonly string[] PythonLibraryMarks = ["/lib/python", "/site-packages/", "/dist-packages/", "<frozen "];

    /// <summary>Index of a frame's colour; the root is null.</summary>
    public static int IndexOf(Frame? frame) => frame?.Kind switch
    {
        null or FrameKind.Group => Group,
        FrameKind.Kernel => Kernel,
        FrameKind.Jit => Jit,
        FrameKind.Unknown => Unknown,
        FrameKind.Python => IsPythonLibrary(frame.FileName) ? PythonLibrary : PythonApplication,
        _ when frame.IsInterpreted => OtherInterpreted,
        _ => IsSharedLibrary(frame.ShortModule) ? Library : Program,
    };

    private static bool IsPythonLibrary(string file) =>
        file.Length == 0 || PythonLibraryMarks.Any(mark => file.Contains(mark, StringComparison.Ordinal));

    private static bool IsSharedLibrary(string module) =>
        module.EndsWith(".so", StringComparison.Ordinal) || module.Contains(".so.", StringComparison.Ordinal)
        || module == WellKnownMappings.Vdso;
}
