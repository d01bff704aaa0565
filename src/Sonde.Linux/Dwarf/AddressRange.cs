namespace Sonde.Linux.Dwarf;

/// <summary>Link-time addresses from <paramref name="Start"/> up to but not including <paramref name="End"/>.</summary>
internal readonly record struct AddressRange(ulong Start, ulong End);
