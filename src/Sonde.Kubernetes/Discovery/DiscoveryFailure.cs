namespace Sonde.Kubernetes.Discovery;

/// <summary>A group whose kinds could not be found out, as when the extension server behind it is down.</summary>
/// <param name="GroupVersion">Such as <c>metrics.k8s.io/v1beta1</c>.</param>
/// <param name="Message">Why, in one line.</param>
public sealed record DiscoveryFailure(string GroupVersion, string Message);
