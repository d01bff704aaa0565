namespace Sonde.Profiles.Rendering;

/// <summary>One line of a <see cref="TerminalFlameGraph"/>.</summary>
/// <param name="Share">Share of all samples, from 0 to 1; null for a remark.</param>
/// <param name="Lead">Indentation and branches.</param>
/// <param name="Label">What is called.</param>
/// <param name="Suffix">What is worth adding, empty for nothing.</param>
internal readonly record struct TerminalLine(double? Share, string Lead, string Label, string Suffix);
