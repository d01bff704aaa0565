namespace Sonde.Places.Pods;

/// <summary>How a container ended, as the kubelet tells (<c>ContainerStateTerminated</c> of core/v1).</summary>
/// <param name="Code">Its exit code; above 128 a signal, plus 128.</param>
/// <param name="Reason">The runtime's word, for example <c>OOMKilled</c>; empty for none.</param>
/// <param name="Message">What it left as its termination message, on one line; empty for none.</param>
/// <param name="Started">When it was started.</param>
/// <param name="Finished">When it ended.</param>
public sealed record ContainerExit(int Code, string Reason, string Message, DateTimeOffset? Started, DateTimeOffset? Finished);
