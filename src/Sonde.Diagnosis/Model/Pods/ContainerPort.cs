namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A port that a container declares.</summary>
/// <param name="Name">Its name, or empty.</param>
/// <param name="Number">The port in the container.</param>
/// <param name="HostPort">The port it takes on the node; 0 for none.</param>
/// <param name="HostIp">The node's address it takes it on; empty for all.</param>
/// <param name="Protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
public sealed record ContainerPort(string Name, int Number, int HostPort, string HostIp, string Protocol);
