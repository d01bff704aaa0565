namespace Sonde.Collectors.Python;

/// <summary>The versions and builds of CPython whose layout is known. A new version is a line here and a file beside this one.</summary>
internal static class PythonLayouts
{
    /// <summary>All, the oldest first.</summary>
    public static IReadOnlyList<PythonLayout> All { get; } =
    [
        new(CPython38.Offsets),
        new(CPython39.Offsets),
        new(CPython310.Offsets),
        new(CPython311.Offsets),
        new(CPython312.Offsets),
        new(CPython313.Offsets, CPython313T.Offsets, CPython313.Debug),
        new(CPython314.Offsets, CPython314T.Offsets, CPython314.Debug),
        new(CPython315.Offsets, CPython315T.Offsets, CPython315.Debug),
    ];

    /// <summary>The oldest and the newest version: "3.8 to 3.15".</summary>
    public static string Range { get; } = FormattableString.Invariant($"3.{All[0].Offsets.Minor} to 3.{All[^1].Offsets.Minor}");

    /// <summary>The layouts of a version; null when it is not known.</summary>
    public static PythonLayout? Find(PythonVersion version) =>
        version.Major == 3 ? All.FirstOrDefault(layout => layout.Offsets.Minor == version.Minor) : null;
}
