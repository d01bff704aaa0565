namespace Sonde.Linux.Procfs;

/// <summary>A file that has been removed and is still open.</summary>
/// <param name="Path">Where it was.</param>
/// <param name="Bytes">How large it is.</param>
public readonly record struct DeletedFile(string Path, long Bytes);
