namespace Sonde.Cli.Output;

/// <summary>Where a result goes and in which format: what <c>-o</c> and <c>--format</c> say together.</summary>
/// <param name="Format">Name of the format; null when the user named none and gets the summary.</param>
/// <param name="Path">The file; null for stdout.</param>
internal sealed record OutputChoice(string? Format, string? Path)
{
    private const string Gzip = ".gz";

    /// <summary>The file is to be compressed with gzip: its name says so, beyond what the format does itself.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Reads both options.</summary>
    /// <param name="output">The word after <c>-o</c>, null when not given.</param>
    /// <param name="format">The word after <c>--format</c>, null when not given.</param>
    /// <param name="formats">The formats of the command.</param>
    /// <exception cref="UsageException">A format is unknown, or a file name does not tell it.</exception>
    public static OutputChoice Parse(string? output, string? format, IReadOnlyList<FormatName> formats)
    {
        FormatName? named = format is null ? null : Find(format, formats) ?? throw Unknown(format, formats);
        if (output is null or "-")
            return new OutputChoice(named?.Name, null);
        if (output.Length == 0)
            throw new UsageException("-o is empty: name a format or a file");
        if (Find(output, formats) is { } word)
        {
            return named is null || named == word
                ? new OutputChoice(word.Name, null)
                : throw new UsageException($"-o {output} already names a format: for a file of that name write -o ./{output}");
        }

        FormatName? byName = FindForFile(output, formats);
        bool isCompressed = byName is null && output.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase);
        if (isCompressed)
            byName = FindForFile(output[..^Gzip.Length], formats);
        if ((named ?? byName) is { } ofFile)
            return new OutputChoice(ofFile.Name, output) { IsCompressed = isCompressed };
        bool isFile = output.Contains('/') || System.IO.Path.HasExtension(output);
        throw isFile
            ? new UsageException($"the name of {output} tells no format: use {ListExtensions(formats)}, or add --format")
            : Unknown(output, formats);
    }

    /// <summary>Fails early when binary data would go to a terminal.</summary>
    /// <exception cref="UsageException">It would.</exception>
    public void RefuseBinaryOnTerminal(bool outIsTerminal, IReadOnlyList<FormatName> formats)
    {
        if (outIsTerminal && Path is null && Format is { } name && Find(name, formats) is { IsBinary: true } binary)
            throw new UsageException($"{name} is binary data and does not belong on a terminal: write -o FILE{binary.Extensions[0]}, or use a pipe");
    }

    private static FormatName? Find(string name, IReadOnlyList<FormatName> formats) =>
        formats.FirstOrDefault(format => format.Name == name);

    /// <summary>The longest ending wins: <c>.pb.gz</c> before <c>.gz</c>.</summary>
    private static FormatName? FindForFile(string path, IReadOnlyList<FormatName> formats) => formats
        .SelectMany(format => format.Extensions, (format, extension) => (Format: format, Extension: extension))
        .Where(known => path.EndsWith(known.Extension, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(known => known.Extension.Length)
        .Select(known => known.Format)
        .FirstOrDefault();

    private static UsageException Unknown(string word, IReadOnlyList<FormatName> formats)
    {
        string near = UsageErrors.Suggest(word, formats.Select(format => format.Name));
        string known = UsageErrors.Alternatives([.. formats.Select(format => format.Name)]);
        return new UsageException(near.Length > 0
            ? $"unknown format '{word}'{near}"
            : $"unknown format '{word}': use {known}, or a file name with an extension");
    }

    private static string ListExtensions(IReadOnlyList<FormatName> formats) =>
        string.Join(' ', formats.SelectMany(format => format.Extensions).Distinct());
}
