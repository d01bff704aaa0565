using System.Text;

namespace Sonde.Profiles;

/// <summary>The interned strings of a profile. Index 0 is the empty string. One writer at a time.</summary>
public sealed class StringTable
{
    private readonly List<string> _strings;
    private readonly Dictionary<string, int> _indexes;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _spanIndexes;

    /// <summary>Creates a table that holds only the empty string.</summary>
    public StringTable()
        : this([""], new Dictionary<string, int>(StringComparer.Ordinal) { [""] = 0 })
    {
    }

    private StringTable(List<string> strings, Dictionary<string, int> indexes) =>
        (_strings, _indexes, _spanIndexes) = (strings, indexes, indexes.GetAlternateLookup<ReadOnlySpan<char>>());

    /// <summary>Number of strings, the empty one included.</summary>
    public int Count => _strings.Count;

    /// <summary>The text of an interned string.</summary>
    public string this[StringId id] => _strings[id.Index];

    /// <summary>Returns the ID of a string, which is stored once.</summary>
    public StringId Intern(string text)
    {
        if (!_indexes.TryGetValue(text, out int index))
            index = Append(text);
        return new StringId(index);
    }

    /// <summary>Returns the ID of a string; allocates only when it is new.</summary>
    public StringId Intern(ReadOnlySpan<char> text)
    {
        if (!_spanIndexes.TryGetValue(text, out int index))
            index = Append(text.ToString());
        return new StringId(index);
    }

    /// <summary>Returns the ID of a UTF-8 string; invalid bytes become U+FFFD.</summary>
    public StringId InternUtf8(ReadOnlySpan<byte> text)
    {
        const int StackLimit = 512;
        if (text.Length > StackLimit)
            return Intern(Encoding.UTF8.GetString(text));
        Span<char> buffer = stackalloc char[StackLimit];
        int length = Encoding.UTF8.GetChars(text, buffer);
        return Intern(buffer[..length]);
    }

    /// <summary>Looks a string up without adding it.</summary>
    public bool TryFind(string text, out StringId id)
    {
        bool found = _indexes.TryGetValue(text, out int index);
        id = new StringId(index);
        return found;
    }

    /// <summary>The same strings, to which others can be added.</summary>
    internal StringTable Copy() => new([.. _strings], new Dictionary<string, int>(_indexes, StringComparer.Ordinal));

    private int Append(string text)
    {
        int index = _strings.Count;
        _strings.Add(text);
        _indexes.Add(text, index);
        return index;
    }
}
