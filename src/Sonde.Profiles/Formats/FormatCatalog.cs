namespace Sonde.Profiles.Formats;

/// <summary>
/// A set of formats, found by name, by file name or by content. <see cref="ProfileFormats.BuiltIn"/> holds those of this
/// assembly; formats that live elsewhere, because they need more than a file's bytes, are added with <see cref="With"/>.
/// </summary>
/// <param name="formats">The formats. Readers are asked in this order which of them knows a file.</param>
public sealed class FormatCatalog(IReadOnlyList<IProfileFormat> formats)
{
    /// <summary>Every format.</summary>
    public IReadOnlyList<IProfileFormat> All => formats;

    /// <summary>The formats that can be written.</summary>
    public IEnumerable<IProfileWriter> Writers => formats.OfType<IProfileWriter>();

    /// <summary>The formats that can be read.</summary>
    public IEnumerable<IProfileReader> Readers => formats.OfType<IProfileReader>();

    /// <summary>These formats and more. The added ones are asked first: they are more particular about their content.</summary>
    public FormatCatalog With(params IReadOnlyList<IProfileFormat> more) => new([.. more, .. formats]);

    /// <summary>The writer with a name, null when there is none.</summary>
    public IProfileWriter? FindWriter(string name) =>
        Writers.FirstOrDefault(w => w.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The reader with a name, null when there is none.</summary>
    public IProfileReader? FindReader(string name) =>
        Readers.FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The writer that a file's name asks for, null when its ending is unknown. The longest ending wins.</summary>
    public IProfileWriter? FindWriterForFile(string path) => Writers
        .SelectMany(writer => writer.Extensions, (writer, extension) => (Writer: writer, Extension: extension))
        .Where(known => path.EndsWith(known.Extension, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(known => known.Extension.Length)
        .Select(known => known.Writer)
        .FirstOrDefault();

    /// <summary>Reads a profile in whichever format its content shows, compressed with gzip or not.</summary>
    /// <param name="input">
    /// The file from its start. Where it can seek and is not compressed, the reader gets it as it is, else one that only
    /// goes forward.
    /// </param>
    /// <exception cref="ProfileFormatException">No format is recognised, or the content is malformed.</exception>
    public Profile Read(Stream input)
    {
        long start = input.CanSeek ? input.Position : 0;
        ContentStream content = ContentStream.Open(input);
        foreach (IProfileReader reader in Readers)
        {
            if (!reader.CanRead(content.Head))
                continue;
            if (!input.CanSeek || content.IsCompressed)
                return reader.Read(content);
            input.Position = start;
            return reader.Read(input);
        }

        throw new ProfileFormatException(
            content.Head.IsEmpty
                ? "the file is empty: expected a profile"
                : $"no known profile format: expected {string.Join(", ", Readers.Select(r => r.Name))}",
            offset: 0);
    }
}
