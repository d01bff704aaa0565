namespace Sonde.Linux.Procfs;

/// <summary>The four user or group IDs of a process, as its reader's user namespace sees them.</summary>
/// <param name="Real">Who started it.</param>
/// <param name="Effective">Whose rights it has.</param>
/// <param name="Saved">What it may return to.</param>
/// <param name="FileSystem">Whose rights it has on files.</param>
public readonly record struct UserIds(uint Real, uint Effective, uint Saved, uint FileSystem);
