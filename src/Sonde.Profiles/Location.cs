namespace Sonde.Profiles;

/// <summary>One place in code (pprof's <c>Location</c>).</summary>
/// <param name="Mapping">The module, or <see cref="MappingId.None"/>.</param>
/// <param name="Address">Address inside the mapping; 0 for interpreted languages.</param>
/// <param name="Lines">Its source lines, the innermost inlined function first; empty when not symbolised.</param>
/// <param name="IsFolded">Several addresses of one function were folded into this location.</param>
public readonly record struct Location(MappingId Mapping, ulong Address, LineListId Lines, bool IsFolded = false)
{
    /// <inheritdoc/>
    /// <remarks>Seeded, unlike the generated one: a crafted file must not put all its entries into one bucket.</remarks>
    public override int GetHashCode() =>
        HashCode.Combine(Mapping.Index, (int)Address, (int)(Address >> 32), Lines.Index, IsFolded);
}
