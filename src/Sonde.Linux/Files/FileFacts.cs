namespace Sonde.Linux.Files;

/// <summary>What the kernel tells of a file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Permission bits, with set-user-ID, set-group-ID and sticky: the lowest twelve of <c>st_mode</c>.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Modified">When its content last changed, in nanoseconds since 1970.</param>
public readonly record struct FileFacts(FileKind Kind, int Mode, long Size, long Modified);
