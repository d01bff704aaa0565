namespace Sonde.Profiles.Analysis.Live;

/// <summary>A thread, or a state of threads, of a <see cref="LiveTable"/>.</summary>
/// <param name="Name">For example <c>worker-1 (4711)</c>, or <c>waiting for the GIL</c>.</param>
/// <param name="Value">Value of its samples.</param>
public sealed record LiveGroup(string Name, LiveSums Value);
