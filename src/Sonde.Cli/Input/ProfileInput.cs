using Sonde.Cli.Terminal;
using Sonde.Linux.Symbols;
using Sonde.Profiles;
using Sonde.Profiles.Formats;

namespace Sonde.Cli.Input;

/// <summary>Reads profiles from files, whatever their format.</summary>
internal static class ProfileInput
{
    private const int LargeProfile = 100_000;

    /// <summary>What names stdin.</summary>
    public const string Stdin = "-";

    /// <summary>Reads files; several are merged. What a debug server could not give is told on stderr.</summary>
    /// <param name="names">Paths; <c>-</c> is stdin.</param>
    /// <param name="symbols">Where recordings without names get them from.</param>
    /// <param name="streams">Where problems are told.</param>
    /// <param name="format">Their format by name; null to recognise each by its content.</param>
    /// <exception cref="InputException">A file cannot be read, or is no profile.</exception>
    public static Profile Read(IReadOnlyList<string> names, SymbolPlaces symbols, Streams streams, string? format = null)
    {
        FormatCatalog formats = LocalFormats.With(symbols);
        int told = symbols.Server?.Problems.Count ?? 0;
        Profile profile = ProfileMerger.Merge([.. names.Select(name => Read(name, formats, format))]);
        foreach (string problem in (symbols.Server?.Problems ?? []).Skip(told))
            streams.WriteTalk(problem);
        // The content of a large file is garbage by now, and larger than the profile: what comes next needs the room.
        if (profile.SampleCount > LargeProfile)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return profile;
    }

    private static Profile Read(string name, FormatCatalog formats, string? format)
    {
        string shown = name == Stdin ? "stdin" : name;
        try
        {
            using Stream stream = name == Stdin
                ? Console.OpenStandardInput()
                : new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return format is null ? formats.Read(stream) : formats.FindReader(format)!.Read(stream);
        }
        catch (ProfileFormatException error)
        {
            throw new InputException($"cannot read {shown}: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw InputException.For(shown, error);
        }
    }
}
