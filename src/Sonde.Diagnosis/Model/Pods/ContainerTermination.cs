namespace Sonde.Diagnosis.Model.Pods;

/// <summary>How a run of a container ended.</summary>
/// <param name="ExitCode">Its exit code; above 128 usually a signal plus 128.</param>
/// <param name="Signal">The signal, where the runtime tells it; usually 0.</param>
/// <param name="Reason"><c>Error</c>, <c>Completed</c>, <c>OOMKilled</c>, <c>StartError</c>, <c>ContainerStatusUnknown</c>, ….</param>
/// <param name="Message">What the program or the runtime left as the last word.</param>
/// <param name="Started">When the run began.</param>
/// <param name="Finished">When it ended.</param>
public sealed record ContainerTermination(
    int ExitCode, int Signal, string Reason, string Message, DateTimeOffset? Started, DateTimeOffset? Finished)
{
    /// <summary>How long it ran; null when unknown.</summary>
    public TimeSpan? Duration => Started is { } from && Finished is { } to && to >= from ? to - from : null;
}
