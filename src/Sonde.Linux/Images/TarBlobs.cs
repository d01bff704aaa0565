using System.Formats.Tar;
using Microsoft.Win32.SafeHandles;

namespace Sonde.Linux.Images;

/// <summary>An image in a tar file: its entries are found once and read where they stand.</summary>
internal sealed class TarBlobs : ImageBlobs
{
    private const int MostEntries = 100_000, MaxLinks = 8;

    private const string Damaged = "the tar archive is damaged or cut off: copy or save it again";

    private readonly Dictionary<string, (long Start, long Length)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly SafeFileHandle _file;

    public TarBlobs(string path)
    {
        _file = File.OpenHandle(path);
        try
        {
            ReadEntries();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Stream? TryOpen(string name)
    {
        string found = Normal("", name);
        // docker save of old writes a layer once and links to it.
        for (int i = 0; i < MaxLinks && _links.TryGetValue(found, out string? target); i++)
            found = target;
        return _files.TryGetValue(found, out (long Start, long Length) file) ? new PartStream(_file, file.Start, file.Length) : null;
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    private static string Normal(string folder, string path)
    {
        var parts = new List<string>();
        foreach (string part in (path.StartsWith('/') ? path : $"{folder}/{path}").Split('/'))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part.Length > 0 && part is not ("." or ".."))
                parts.Add(part);
        }

        return string.Join('/', parts);
    }

    private static TarEntry? Next(TarReader tar, bool isFirst)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            // What the reader says (a number that cannot be parsed) is about a header, and tells nobody what is wrong with the file.
            throw new InvalidDataException(isFirst ? "it is no tar archive" : Damaged, error);
        }
    }

    private void ReadEntries()
    {
        using var whole = new PartStream(_file, 0, RandomAccess.GetLength(_file));
        Span<byte> magic = stackalloc byte[2];
        if (whole.Read(magic) == magic.Length && magic.SequenceEqual((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            throw new InvalidDataException("it is compressed as a whole, so that its parts cannot be found: gunzip it first");
        whole.Position = 0;
        using var tar = new TarReader(whole, leaveOpen: true);
        int count = 0;
        while (Next(tar, isFirst: count == 0) is { } entry)
        {
            if (++count > MostEntries)
                throw new InvalidDataException($"it has more than {MostEntries} entries");
            if (entry.DataOffset > 0 && entry.DataOffset + entry.Length > whole.Length)
                throw new InvalidDataException(Damaged);
            string name = Normal("", entry.Name);
            if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                _links[name] = Normal(entry.EntryType == TarEntryType.HardLink ? "" : name[..Math.Max(0, name.LastIndexOf('/'))], entry.LinkName);
            else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                _files[name] = (entry.DataOffset, entry.Length);
        }
    }
}
