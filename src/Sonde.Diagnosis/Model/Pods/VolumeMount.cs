namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A volume's place in a container.</summary>
/// <param name="Volume">The volume's name in the pod.</param>
/// <param name="Path">Where it is mounted.</param>
/// <param name="SubPath">The part of it that is mounted; empty for all.</param>
/// <param name="IsReadOnly">It cannot be written.</param>
public sealed record VolumeMount(string Volume, string Path, string SubPath, bool IsReadOnly);
