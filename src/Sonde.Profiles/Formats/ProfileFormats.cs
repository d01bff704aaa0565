using Sonde.Profiles.Formats.PerfScript;
using Sonde.Profiles.Formats.Pprof;

namespace Sonde.Profiles.Formats;

/// <summary>All formats that Sonde knows. A new one is a class and a line here.</summary>
public static class ProfileFormats
{
    /// <summary>How many bytes a format is recognised by.</summary>
    public const int HeadLength = 4096;

    /// <summary>Every format. Readers are asked in this order which of them knows a file.</summary>
    public static readonly IReadOnlyList<IProfileFormat> All =
    [
        new PprofFormat(),
        new PerfScriptFormat(),
        new CollapsedFormat(),
        new TextFormat(),
        new JsonFormat(),
        new HtmlFormat(),
        new SvgFormat(),
    ];

    /// <summary>The formats that can be written.</summary>
    public static IEnumerable<IProfileWriter> Writers => All.OfType<IProfileWriter>();

    /// <summary>The formats that can be read.</summary>
    public static IEnumerable<IProfileReader> Readers => All.OfType<IProfileReader>();

    /// <summary>The writer with a name, null when there is none.</summary>
    public static IProfileWriter? FindWriter(string name) =>
        Writers.FirstOrDefault(w => w.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The reader with a name, null when there is none.</summary>
    public static IProfileReader? FindReader(string name) =>
        Readers.FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The writer that a file's name asks for, null when its ending is unknown. The longest ending wins.</summary>
    public static IProfileWriter? FindWriterForFile(string path) => Writers
        .SelectMany(writer => writer.Extensions, (writer, extension) => (Writer: writer, Extension: extension))
        .Where(known => path.EndsWith(known.Extension, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(known => known.Extension.Length)
        .Select(known => known.Writer)
        .FirstOrDefault();

    /// <summary>Reads a profile in whichever format its content shows, compressed with gzip or not.</summary>
    /// <exception cref="ProfileFormatException">No format is recognised, or the content is malformed.</exception>
    public static Profile Read(Stream input)
    {
        byte[] content = FormatInput.ReadAll(input);
        ReadOnlySpan<byte> head = content.AsSpan(0, Math.Min(content.Length, HeadLength));
        foreach (IProfileReader reader in Readers)
        {
            if (reader.CanRead(head))
                return reader.Read(new MemoryStream(content, writable: false));
        }

        throw new ProfileFormatException(
            content.Length == 0
                ? "the file is empty: expected a profile"
                : $"no known profile format: expected {string.Join(", ", Readers.Select(r => r.Name))}",
            offset: 0);
    }
}
