using Sonde.Collectors.Recordings;
using Sonde.Linux.Symbols;
using Sonde.Profiles.Formats;

namespace Sonde.Cli;

/// <summary>The formats that this program reads and writes. Readers that need more than a file's bytes are added here.</summary>
internal static class LocalFormats
{
    /// <summary>Every format.</summary>
    public static FormatCatalog All { get; } = With(SymbolPlaces.Standard);

    /// <summary>Every format, with names of code from wherever the user says.</summary>
    public static FormatCatalog With(SymbolPlaces symbols) => ProfileFormats.BuiltIn.With(new PerfDataFormat(symbols));
}
