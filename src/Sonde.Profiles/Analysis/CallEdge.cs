namespace Sonde.Profiles.Analysis;

/// <summary>One function calling another.</summary>
/// <param name="Caller">Index into <see cref="FrameTable.Functions"/>.</param>
/// <param name="Callee">Index into <see cref="FrameTable.Functions"/>.</param>
/// <param name="Value">Value of the samples in which it does.</param>
public readonly record struct CallEdge(int Caller, int Callee, long Value);
