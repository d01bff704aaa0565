namespace Sonde.Linux.Tests.Unwind;

/// <summary>One row of readelf's table.</summary>
/// <param name="Start">First address it holds for.</param>
/// <param name="End">Address after the last.</param>
/// <param name="Rules">By column (<c>CFA</c>, <c>ra</c>, <c>rbp</c>, …) what readelf prints.</param>
internal sealed record ReadelfRow(ulong Start, ulong End, IReadOnlyDictionary<string, string> Rules);
