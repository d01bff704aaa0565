namespace Sonde.Diagnosis.Model.Network;

/// <summary>A Service that a route sends requests to.</summary>
/// <param name="Service">The Service.</param>
/// <param name="Port">Its port.</param>
/// <param name="Path">Where the route names it.</param>
public sealed record RouteBackend(ObjectRef Service, int Port, string Path);
