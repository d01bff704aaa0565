namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A variable of a container's environment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its literal value; empty when it comes from elsewhere.</param>
/// <param name="From">The ConfigMap or Secret and key it comes from; null for a literal or a field.</param>
public sealed record EnvVar(string Name, string Value, KeyRef? From);
