namespace Sonde.Kubernetes.Logs;

/// <summary>One line of a followed log.</summary>
/// <param name="Time">When the container wrote it; null when the runtime gave no time.</param>
/// <param name="Text">The line without its end; bytes that are no UTF-8 are replaced by U+FFFD.</param>
public readonly record struct LogLine(LogTime? Time, string Text);
