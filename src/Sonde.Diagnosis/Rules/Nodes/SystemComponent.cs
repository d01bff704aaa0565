namespace Sonde.Diagnosis.Rules;

/// <summary>A part that a cluster is made of.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Loss">What does not work without it.</param>
/// <param name="IsNetwork">It is the network plug-in: without it a node does not become ready.</param>
internal sealed record SystemComponent(string Name, string Loss, bool IsNetwork);
