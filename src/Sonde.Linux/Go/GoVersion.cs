namespace Sonde.Linux.Go;

/// <summary>The layouts of Go's line table; each was new in the version that names it.</summary>
internal enum GoVersion
{
    Go12,
    Go116,
    Go118,
    Go120,
}
