namespace Sonde.Linux.Elf;

/// <summary>A symbol version that a program needs of a library (<c>.gnu.version_r</c>, the Linux Standard Base's "Symbol Versioning").</summary>
/// <param name="Library">The library's name, as in DT_NEEDED.</param>
/// <param name="Version">The version, for example <c>GLIBC_2.34</c>.</param>
/// <param name="IsWeak">The loader does without.</param>
public readonly record struct NeededVersion(string Library, string Version, bool IsWeak);
