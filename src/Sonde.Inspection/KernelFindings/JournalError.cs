namespace Sonde.Inspection.KernelFindings;

/// <summary>An error that the kubelet or a container runtime has logged.</summary>
/// <param name="Unit">Who: <c>kubelet</c>, <c>containerd</c>, <c>crio</c> or <c>docker</c>.</param>
/// <param name="Time">When; null when the log does not say.</param>
/// <param name="Text">The message without what differs from time to time.</param>
internal readonly record struct JournalError(string Unit, DateTimeOffset? Time, string Text);
