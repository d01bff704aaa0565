namespace Sonde.Profiles;

/// <summary>
/// One module whose code was seen (pprof's <c>Mapping</c>). Collectors store <em>link-time</em> addresses (ELF virtual
/// addresses), so that one library mapped by many processes is one mapping here; an address A of it stands at file
/// offset <c>A - Start + FileOffset</c>.
/// </summary>
/// <param name="Start">First address.</param>
/// <param name="Limit">Address after the last.</param>
/// <param name="FileOffset">Offset of <paramref name="Start"/> in the file, in bytes.</param>
/// <param name="FileName">
/// Path as the target sees it, or a name in brackets for code that is no file:
/// see <see cref="WellKnownMappings"/>.
/// </param>
/// <param name="BuildId">ELF build ID in lower-case hex, empty when there is none.</param>
/// <param name="Flags">What is already resolved about its locations.</param>
public readonly record struct Mapping(
    ulong Start, ulong Limit, ulong FileOffset, StringId FileName, StringId BuildId, MappingFlags Flags)
{
    /// <inheritdoc/>
    /// <remarks>Seeded, unlike the generated one: a crafted file must not put all its entries into one bucket.</remarks>
    public override int GetHashCode() =>
        HashCode.Combine(
            HashCode.Combine((int)Start, (int)(Start >> 32), (int)Limit, (int)(Limit >> 32)),
            (int)FileOffset, (int)(FileOffset >> 32), FileName.Index, BuildId.Index, Flags);
}
