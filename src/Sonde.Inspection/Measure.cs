namespace Sonde.Inspection;

/// <summary>A number of a line, for programs.</summary>
/// <param name="Name">What it is, in camelCase.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit: <c>bytes</c>, <c>cpus</c>, <c>ratio</c> (0 to 1), <c>seconds</c>, <c>count</c>, or one of these <c>/s</c>.</param>
public readonly record struct Measure(string Name, double Value, string Unit);
