using System.Collections.ObjectModel;
using System.Runtime.InteropServices;

namespace Sonde.Profiles;

/// <summary>
/// Copies the content of a finished profile into a builder. Every table of the source has an index map, so that each
/// entry is looked up once however many samples use it.
/// </summary>
internal sealed class ProfileImporter
{
    private const int Unmapped = -1;

    private readonly Profile _source;
    private readonly ProfileBuilder _target;
    private readonly int[] _strings;
    private readonly int[] _labelSets;
    private readonly List<Label> _labels = [];

    private readonly IReadOnlyDictionary<string, string>? _addedLabels;

    /// <summary>Prepares the copy.</summary>
    /// <param name="source">What is copied.</param>
    /// <param name="target">What it is copied into.</param>
    /// <param name="addedLabels">Texts to put on every sample by name; a label that a sample has already stays.</param>
    public ProfileImporter(Profile source, ProfileBuilder target, IReadOnlyDictionary<string, string>? addedLabels = null)
    {
        _addedLabels = addedLabels;
        _source = source;
        _target = target;
        _strings = NewMap(source.Strings.Count);
        _labelSets = NewMap(source.LabelSets.Count);
    }

    /// <summary>Copies every table and every sample.</summary>
    public void ImportAll()
    {
        int[] mappings = MapAll(_source.Mappings, m => _target.AddMapping(
            m with { FileName = Map(m.FileName), BuildId = Map(m.BuildId) }).Index);
        int[] functions = MapAll(_source.Functions, f => _target.AddFunction(
            f with { Name = Map(f.Name), SystemName = Map(f.SystemName), FileName = Map(f.FileName) }).Index);
        int[] lineLists = MapTree(_source.LineLists, _target.LineLists,
            line => line with { Function = new FunctionId(functions[line.Function.Index]) });
        int[] locations = MapAll(_source.Locations, l => _target.LocationTable.Add(l with
        {
            Mapping = new MappingId(mappings[l.Mapping.Index]),
            Lines = new LineListId(lineLists[l.Lines.Index]),
        }));
        int[] stacks = MapTree(_source.Stacks, _target.Stacks, id => new LocationId(locations[id.Index]));
        ImportSamples(stacks);
    }

    private void ImportSamples(int[] stacks)
    {
        int[] columns = [.. _source.SampleTypes.Select(type => _target.SampleTypes.ToList().IndexOf(type))];
        bool sameColumns = columns.Length == _target.SampleTypes.Count && columns.SequenceEqual(Enumerable.Range(0, columns.Length));
        var row = new long[_target.SampleTypes.Count];
        long shift = _source.StartNanoseconds != 0 && _target.StartNanoseconds != 0
            ? _source.StartNanoseconds - _target.StartNanoseconds
            : 0;
        for (int sample = 0; sample < _source.SampleCount; sample++)
        {
            ReadOnlySpan<long> values = _source.ValuesOf(sample);
            if (!sameColumns)
            {
                Array.Clear(row);
                for (int i = 0; i < columns.Length; i++)
                    row[columns[i]] += values[i];
                values = row;
            }

            _target.AddSample(
                new StackId(stacks[_source.StackOf(sample).Index]),
                MapLabels(_source.LabelsOf(sample)),
                values,
                _source.TimeOffsetOf(sample) + shift);
        }
    }

    private LabelSetId MapLabels(LabelSetId id)
    {
        ref int mapped = ref _labelSets[id.Index];
        if (mapped == Unmapped)
        {
            // A set is sorted by its keys' IDs, which differ here: it has to be sorted anew.
            _labels.Clear();
            for (int node = id.Index; node != 0; node = _source.LabelSets.Parent(node))
            {
                Label label = _source.LabelSets.Item(node);
                _labels.Add(label with { Key = Map(label.Key), Text = Map(label.Text), Unit = Map(label.Unit) });
            }

            AddMissingLabels();
            mapped = _target.AddLabels(CollectionsMarshal.AsSpan(_labels)).Index;
        }

        return new LabelSetId(mapped);
    }

    private void AddMissingLabels()
    {
        foreach ((string name, string text) in _addedLabels ?? ReadOnlyDictionary<string, string>.Empty)
        {
            StringId key = _target.Intern(name);
            if (!_labels.Exists(label => label.Key == key))
                _labels.Add(new Label(key, _target.Intern(text)));
        }
    }

    private StringId Map(StringId id)
    {
        ref int mapped = ref _strings[id.Index];
        if (mapped == Unmapped)
            mapped = _target.Intern(_source.Strings[id]).Index;
        return new StringId(mapped);
    }

    private static int[] MapAll<T>(IReadOnlyList<T> items, Func<T, int> add)
    {
        var map = new int[items.Count];
        for (int i = 0; i < map.Length; i++)
            map[i] = add(items[i]);
        return map;
    }

    // A node's parent always stands before it.
    private static int[] MapTree<T>(PrefixTree<T> source, PrefixTree<T> target, Func<T, T> translate)
        where T : struct, IEquatable<T>
    {
        var map = new int[source.Count];
        for (int node = 1; node < map.Length; node++)
            map[node] = target.Add(map[source.Parent(node)], translate(source.Item(node)));
        return map;
    }

    private static int[] NewMap(int length)
    {
        var map = new int[length];
        Array.Fill(map, Unmapped);
        return map;
    }
}
