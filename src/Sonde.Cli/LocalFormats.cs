using Sonde.Profiles.Formats;

namespace Sonde.Cli;

/// <summary>The formats that this program reads and writes. Readers that need more than a file's bytes are added here.</summary>
internal static class LocalFormats
{
    /// <summary>Every format.</summary>
    public static FormatCatalog All { get; } = ProfileFormats.BuiltIn.With();
}
