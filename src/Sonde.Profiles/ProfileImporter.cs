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
    private readonly int[] _columns;
    private readonly bool _sameColumns;
    private readonly long[] _row;
    private readonly long _shift;

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
        _columns = [.. source.SampleTypes.Select(type => target.SampleTypes.ToList().IndexOf(type))];
        _sameColumns = _columns.Length == target.SampleTypes.Count && _columns.SequenceEqual(Enumerable.Range(0, _columns.Length));
        _row = new long[target.SampleTypes.Count];
        _shift = source.StartNanoseconds != 0 && target.StartNanoseconds != 0 ? source.StartNanoseconds - target.StartNanoseconds : 0;
    }

    /// <summary>Copies every table and every sample.</summary>
    public void ImportAll()
    {
        if (_target.IsEmpty && _sameColumns && (_addedLabels?.Count ?? 0) == 0 && (_shift == 0 || !_source.HasTimeOffsets))
        {
            _source.CopyTo(_target);
            return;
        }

        (int[] mappings, int[] functions) = ImportModulesAndFunctions();
        int[] lineLists = MapTree(_source.LineLists, _target.LineLists,
            line => line with { Function = new FunctionId(functions[line.Function.Index]) });
        int[] locations = MapAll(_source.Locations, l => _target.LocationTable.Add(l with
        {
            Mapping = new MappingId(mappings[l.Mapping.Index]),
            Lines = new LineListId(lineLists[l.Lines.Index]),
        }));
        int[] stacks = MapTree(_source.Stacks, _target.Stacks, id => new LocationId(locations[id.Index]));
        for (int sample = 0; sample < _source.SampleCount; sample++)
            ImportSample(sample, new StackId(stacks[_source.StackOf(sample).Index]));
    }

    /// <summary>Copies the locations with other lines; returns the new location of each.</summary>
    /// <param name="lines">For each location its lines in the source's terms, the innermost inlined function first.</param>
    public int[] ImportLocations(Line[][] lines)
    {
        (int[] mappings, int[] functions) = ImportModulesAndFunctions();
        var locations = new int[lines.Length];
        for (int i = 0; i < locations.Length; i++)
        {
            Location location = _source.Locations[i];
            Line[] translated = [.. lines[i].Select(line => line with { Function = new FunctionId(functions[line.Function.Index]) })];
            locations[i] = _target.AddLocation(
                new MappingId(mappings[location.Mapping.Index]), location.Address, translated, location.IsFolded).Index;
        }

        return locations;
    }

    /// <summary>Copies one sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="stack">Its stack in the target.</param>
    public void ImportSample(int sample, StackId stack)
    {
        ReadOnlySpan<long> values = _source.ValuesOf(sample);
        if (!_sameColumns)
        {
            Array.Clear(_row);
            for (int i = 0; i < _columns.Length; i++)
                _row[_columns[i]] += values[i];
            values = _row;
        }

        _target.AddSample(stack, MapLabels(_source.LabelsOf(sample)), values, _source.TimeOffsetOf(sample) + _shift);
    }

    private (int[] Mappings, int[] Functions) ImportModulesAndFunctions() =>
    (
        MapAll(_source.Mappings, m => _target.AddMapping(
            m with { FileName = Map(m.FileName), BuildId = Map(m.BuildId) }).Index),
        MapAll(_source.Functions, f => _target.AddFunction(
            f with { Name = Map(f.Name), SystemName = Map(f.SystemName), FileName = Map(f.FileName) }).Index));

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
