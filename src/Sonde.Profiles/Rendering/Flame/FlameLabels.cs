using System.Globalization;

namespace Sonde.Profiles.Rendering.Flame;

/// <summary>
/// The labels of a profile as a page needs them: for each key the values that occur, and the sets of them that samples
/// have. A key with very many values (trace IDs) is left out: nobody chooses from such a list.
/// </summary>
internal sealed class FlameLabels
{
    /// <summary>The most values that a key may have.</summary>
    public const int MostValues = 1000;

    private static readonly string[] Numbered = [LabelNames.ThreadId, LabelNames.ProcessId];

    private readonly Dictionary<LabelSetId, int> _indexes = [];
    private readonly List<int[]> _sets = [];

    /// <summary>No labels: one set, which is empty.</summary>
    public FlameLabels()
    {
        _sets.Add([]);
        Keys = [];
        Values = [];
        LeftOut = [];
    }

    /// <summary>Collects the labels of a profile's samples.</summary>
    public FlameLabels(Profile profile)
    {
        var keys = new List<string>();
        var values = new List<StringTable>();
        var full = new Dictionary<LabelSetId, int[]>();
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            LabelSetId set = profile.LabelsOf(sample);
            if (!full.ContainsKey(set))
                full.Add(set, Read(profile, set, keys, values));
        }

        int[] kept = [.. Enumerable.Range(0, keys.Count).Where(key => values[key].Count - 1 <= MostValues)];
        Keys = [.. kept.Select(key => keys[key])];
        Values = [.. kept.Select(key => Texts(values[key]))];
        LeftOut = [.. keys.Where((_, key) => !kept.Contains(key))];
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((LabelSetId id, int[] set) in full)
        {
            int[] reduced = [.. kept.Select(key => key < set.Length ? set[key] : 0)];
            string name = string.Join(',', reduced);
            if (!known.TryGetValue(name, out int index))
            {
                known.Add(name, index = _sets.Count);
                _sets.Add(reduced);
            }

            _indexes.Add(id, index);
        }
    }

    /// <summary>The keys, in order of appearance.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>For each key its values.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Values { get; }

    /// <summary>The keys that have too many values.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>For each set, and there for each key, the value's index plus one; 0 for none.</summary>
    public IReadOnlyList<int[]> Sets => _sets;

    /// <summary>Which set a sample's labels are.</summary>
    public int IndexOf(LabelSetId labels) => _indexes[labels];

    private static int[] Read(Profile profile, LabelSetId labels, List<string> keys, List<StringTable> values)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int node = labels.Index; node != 0; node = profile.LabelSets.Parent(node))
        {
            Label label = profile.LabelSets.Item(node);
            string key = profile.Strings[label.Key];
            if (key == LabelNames.TimeOffset)
                continue;
            string text = TextOf(profile, label);
            if (Numbered.Contains(key))
                numbers[key] = text;
            else
                texts[key] = texts.TryGetValue(key, out string? other) ? $"{text}, {other}" : text;
        }

        // Threads of one name are told apart by their numbers.
        Join(texts, numbers, LabelNames.Thread, LabelNames.ThreadId);
        Join(texts, numbers, LabelNames.Process, LabelNames.ProcessId);
        var set = new int[keys.Count + texts.Count];
        foreach ((string key, string text) in texts)
        {
            int index = keys.IndexOf(key);
            if (index < 0)
            {
                index = keys.Count;
                keys.Add(key);
                values.Add(new StringTable());
            }

            set[index] = values[index].Intern(TextFit.Printable(text.Length == 0 ? "(empty)" : text)).Index;
        }

        return set;
    }

    private static void Join(SortedDictionary<string, string> texts, Dictionary<string, string> numbers, string nameKey, string idKey)
    {
        if (!numbers.TryGetValue(idKey, out string? number))
            return;
        texts[nameKey] = texts.TryGetValue(nameKey, out string? name) && name.Length > 0 ? $"{name} ({number})" : number;
    }

    private static string TextOf(Profile profile, in Label label)
    {
        string text = profile.Strings[label.Text];
        if (text.Length > 0)
            return text;
        string unit = profile.Strings[label.Unit];
        return label.Number == 0 && unit.Length == 0 ? ""
            : unit.Length == 0 ? label.Number.ToString(CultureInfo.InvariantCulture)
            : ValueText.Value(label.Number, unit);
    }

    // Index 0 of a string table is the empty string, which stands for "no such label".
    private static string[] Texts(StringTable table) => [.. Enumerable.Range(1, table.Count - 1).Select(i => table[new StringId(i)])];
}
