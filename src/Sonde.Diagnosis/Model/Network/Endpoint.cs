namespace Sonde.Diagnosis.Model.Network;

/// <summary>One endpoint of a slice.</summary>
/// <param name="Addresses">Its addresses.</param>
/// <param name="IsReady">It takes traffic; not told counts as ready, as the API says.</param>
/// <param name="IsTerminating">Its pod is being ended.</param>
/// <param name="Pod">The pod behind it; empty when it is none.</param>
/// <param name="Node">The node it is on.</param>
public sealed record Endpoint(IReadOnlyList<string> Addresses, bool IsReady, bool IsTerminating, string Pod, string Node);
