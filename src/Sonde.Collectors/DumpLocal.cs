namespace Sonde.Collectors;

/// <summary>A local variable of a dumped frame.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Value">The value as text, cut and without control characters; null when it was not asked for or has no short form.</param>
public readonly record struct DumpLocal(string Name, string Type, string? Value);
