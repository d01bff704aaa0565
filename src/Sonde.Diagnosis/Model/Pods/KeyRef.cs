namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A pod's reference to a ConfigMap or Secret of its namespace.</summary>
/// <param name="Kind"><c>ConfigMap</c> or <c>Secret</c>.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Keys">The keys it needs; empty for the whole object.</param>
/// <param name="IsOptional">The pod starts without it as well.</param>
/// <param name="Path">Where in the pod's spec the reference stands.</param>
public sealed record KeyRef(string Kind, string Name, IReadOnlyList<string> Keys, bool IsOptional, string Path);
