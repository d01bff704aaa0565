namespace Sonde.Inspection.EntryPoints;

/// <summary>A program as a container starts it.</summary>
/// <param name="Program">Its path, or a name that is searched in <paramref name="SearchPath"/>.</param>
/// <param name="SearchPath">PATH: folders parted by colons.</param>
/// <param name="LibraryPath">LD_LIBRARY_PATH; empty for none.</param>
public sealed record EntryPoint(string Program, string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", string LibraryPath = "");
