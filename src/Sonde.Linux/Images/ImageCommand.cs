namespace Sonde.Linux.Images;

/// <summary>What a container of the image is told to start.</summary>
internal sealed record ImageCommand(
    List<string>? Entrypoint, List<string>? Cmd, List<string>? Env, string? User, string? WorkingDir, string? StopSignal);
