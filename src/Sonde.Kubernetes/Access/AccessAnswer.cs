namespace Sonde.Kubernetes.Access;

/// <summary>Whether something is allowed.</summary>
/// <param name="IsAllowed">True when it is.</param>
/// <param name="Reason">The server's words; often empty.</param>
public sealed record AccessAnswer(bool IsAllowed, string Reason);
