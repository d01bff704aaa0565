namespace Sonde.Kubernetes.Yaml;

/// <summary>A place in a text.</summary>
/// <param name="Line">Its line, from 1; 0 when unknown.</param>
/// <param name="Column">Its column in that line, from 1; 0 when unknown.</param>
public readonly record struct TextPlace(int Line, int Column);
