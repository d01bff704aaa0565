using Sonde.Profiles.Formats.CpuProfile;
using Sonde.Profiles.Formats.Firefox;
using Sonde.Profiles.Formats.PerfScript;
using Sonde.Profiles.Formats.Pprof;
using Sonde.Profiles.Formats.Speedscope;

namespace Sonde.Profiles.Formats;

/// <summary>The formats of this assembly. A new one is a class and a line here.</summary>
public static class ProfileFormats
{
    /// <summary>How many bytes a format is recognised by.</summary>
    public const int HeadLength = 4096;

    /// <summary>The formats that need nothing but a file's bytes.</summary>
    public static readonly FormatCatalog BuiltIn = new(
    [
        new PprofFormat(),
        new SpeedscopeFormat(),
        new CpuProfileFormat(),
        new PerfScriptFormat(),
        new CollapsedFormat(),
        new TextFormat(),
        new JsonFormat(),
        new HtmlFormat(),
        new SvgFormat(),
        new FirefoxFormat(),
    ]);

    /// <inheritdoc cref="FormatCatalog.All"/>
    public static IReadOnlyList<IProfileFormat> All => BuiltIn.All;

    /// <inheritdoc cref="FormatCatalog.Writers"/>
    public static IEnumerable<IProfileWriter> Writers => BuiltIn.Writers;

    /// <inheritdoc cref="FormatCatalog.Readers"/>
    public static IEnumerable<IProfileReader> Readers => BuiltIn.Readers;

    /// <inheritdoc cref="FormatCatalog.FindWriter"/>
    public static IProfileWriter? FindWriter(string name) => BuiltIn.FindWriter(name);

    /// <inheritdoc cref="FormatCatalog.FindReader"/>
    public static IProfileReader? FindReader(string name) => BuiltIn.FindReader(name);

    /// <inheritdoc cref="FormatCatalog.FindWriterForFile"/>
    public static IProfileWriter? FindWriterForFile(string path) => BuiltIn.FindWriterForFile(path);

    /// <inheritdoc cref="FormatCatalog.Read"/>
    public static Profile Read(Stream input) => BuiltIn.Read(input);
}
