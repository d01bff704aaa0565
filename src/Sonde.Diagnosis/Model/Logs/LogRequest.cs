namespace Sonde.Diagnosis.Model.Logs;

/// <summary>A log that a rule wants to read.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container.</param>
/// <param name="IsPrevious">The log of the run before.</param>
public readonly record struct LogRequest(ObjectRef Pod, string Container, bool IsPrevious);
