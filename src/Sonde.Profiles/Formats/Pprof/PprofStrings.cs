namespace Sonde.Profiles.Formats.Pprof;

/// <summary>The string table of a file, interned in the order of the file.</summary>
internal sealed class PprofStrings
{
    private readonly List<StringId> _ids = [];

    /// <summary>The interned strings, which the profile takes over.</summary>
    public StringTable Table { get; } = new();

    /// <summary>Adds the next entry.</summary>
    public void Add(ReadOnlySpan<byte> text) => _ids.Add(Table.InternUtf8(text));

    /// <summary>True unless the table starts with something else than the empty string.</summary>
    public bool StartsEmpty => _ids.Count == 0 || _ids[0] == StringId.Empty;

    /// <summary>Reads a field that holds an index into the table.</summary>
    public StringId Read(ref ProtoReader reader) => At(reader.Number(), reader.Offset);

    /// <summary>Reads a field that holds an index into the table, as text.</summary>
    public string ReadText(ref ProtoReader reader) => Table[Read(ref reader)];

    /// <summary>An entry. Index 0 is the empty text, also in a file without a string table.</summary>
    /// <exception cref="ProfileFormatException">There is no such entry.</exception>
    public StringId At(ulong index, long offset) => index < (ulong)_ids.Count
        ? _ids[(int)index]
        : index == 0
            ? StringId.Empty
            : throw new ProfileFormatException(
                $"expected an entry of the string table, which has {_ids.Count}, found index {index}", offset);
}
