namespace Sonde.Linux.Containers;

/// <summary>A container that has ended, as its engine remembers it.</summary>
/// <param name="Id">Its full ID.</param>
/// <param name="Name">Its name; empty when nothing tells.</param>
/// <param name="Runtime">Whose memory it is.</param>
/// <param name="ExitCode">Its exit code; above 128 a signal, plus 128.</param>
/// <param name="Reason">The engine's word, for example <c>OOMKilled</c>; empty for none.</param>
/// <param name="Message">What the engine says of it; empty for nothing.</param>
/// <param name="Finished">When it ended; null when nothing tells.</param>
/// <param name="Source">The file that tells.</param>
public sealed record StoppedContainer(
    string Id, string Name, ContainerRuntime Runtime, int ExitCode, string Reason, string Message, DateTimeOffset? Finished, string Source);
