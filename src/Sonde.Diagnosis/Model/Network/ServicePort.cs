namespace Sonde.Diagnosis.Model.Network;

/// <summary>A port of a Service.</summary>
/// <param name="Name">Its name, or empty.</param>
/// <param name="Number">The port that clients use.</param>
/// <param name="Target">The port of the pods.</param>
/// <param name="Protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
/// <param name="NodePort">The port on every node; 0 for none.</param>
public sealed record ServicePort(string Name, int Number, PortRef Target, string Protocol, int NodePort);
