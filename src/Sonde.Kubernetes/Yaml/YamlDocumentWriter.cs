using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sonde.Kubernetes.Yaml;

/// <summary>Writes the events of one YAML document as JSON. Nothing is kept but what has an anchor.</summary>
/// <param name="json">Takes the JSON.</param>
/// <param name="places">Takes the place of each value, in the order in which they are written; null when nobody asks.</param>
internal sealed class YamlDocumentWriter(Utf8JsonWriter json, List<TextPlace>? places = null)
{
    /// <summary>
    /// Most events that aliases may repeat: beyond it a few lines would become gigabytes ("billion laughs").
    /// </summary>
    private const int MostRepeated = 1_000_000;

    private readonly Stack<Level> _levels = new();
    private readonly Dictionary<AnchorName, List<ParsingEvent>> _anchored = [];
    private readonly List<(AnchorName Anchor, List<ParsingEvent> Events, int Depth)> _recording = [];
    private int _repeated;

    /// <summary>Takes the next event: what lies between a document's start and end.</summary>
    public void Write(ParsingEvent node)
    {
        Record(node);
        if (node is AnchorAlias alias)
        {
            List<ParsingEvent> events = _anchored.GetValueOrDefault(alias.Value)
                ?? throw Wrong(alias, $"alias *{alias.Value} has no anchor before it");
            Repeat(events, alias);
        }
        else
        {
            Put(node);
        }
    }

    private void Repeat(List<ParsingEvent> events, ParsingEvent at)
    {
        _repeated += events.Count;
        if (_repeated > MostRepeated)
            throw Wrong(at, $"its aliases repeat more than {MostRepeated} values");
        foreach (ParsingEvent one in events)
            Put(one);
    }

    // An anchored node is recorded with its aliases already replaced, so that a repetition needs no second look.
    private void Record(ParsingEvent node)
    {
        List<ParsingEvent> what = node is AnchorAlias alias
            ? _anchored.GetValueOrDefault(alias.Value) ?? throw Wrong(node, $"alias *{alias.Value} has no anchor before it")
            : [node];
        for (int i = _recording.Count - 1; i >= 0; i--)
        {
            (AnchorName anchor, List<ParsingEvent> events, int depth) = _recording[i];
            _repeated += what.Count - 1;
            if (_repeated > MostRepeated)
                throw Wrong(node, $"its aliases repeat more than {MostRepeated} values");
            events.AddRange(what);
            depth += node.NestingIncrease;
            _recording[i] = (anchor, events, depth);
            if (depth == 0)
            {
                _anchored[anchor] = events;
                _recording.RemoveAt(i);
            }
        }

        if (node is not NodeEvent { Anchor.IsEmpty: false } start || node is AnchorAlias)
            return;
        if (start is Scalar)
            _anchored[start.Anchor] = [start];
        else
            _recording.Add((start.Anchor, [start], start.NestingIncrease));
    }

    private void Put(ParsingEvent node)
    {
        if (_levels.TryPeek(out Level? level) && level.Merging > 0)
        {
            Collect(level, node);
            return;
        }

        bool isKey = level is { IsMapping: true, Key: null };
        switch (node)
        {
            case Scalar scalar when isKey:
                PutKey(level!, scalar);
                return;
            case MappingStart or SequenceStart when level is { IsMergeKey: true }:
                level.Merging = 1;
                level.MergedEvents.Add(node);
                return;
            case Scalar when level is { IsMergeKey: true }:
                throw Wrong(node, "a merge key (<<) takes a mapping or a list of mappings");
            case MappingStart or SequenceStart when isKey:
                throw Wrong(node, "a key that is no scalar cannot be JSON");
            case MappingStart:
                Open(node, isMapping: true);
                return;
            case SequenceStart:
                Open(node, isMapping: false);
                return;
            case MappingEnd:
                // The parser gives no value for some keys that have none ("- :").
                if (level is { Key: not null, IsMergeKey: false })
                {
                    places?.Add(level.KeyPlace);
                    json.WriteNullValue();
                }

                PutMerged(level!);
                _levels.Pop();
                json.WriteEndObject();
                break;
            case SequenceEnd:
                _levels.Pop();
                json.WriteEndArray();
                break;
            case Scalar scalar:
                Note(node);
                YamlScalar.Write(json, scalar);
                break;
            default:
                throw Wrong(node, $"unexpected {node.GetType().Name}");
        }

        if (_levels.TryPeek(out Level? parent))
            parent.Key = null;
    }

    private void Open(ParsingEvent node, bool isMapping)
    {
        if (_levels.Count >= YamlJson.MaxDepth)
            throw Wrong(node, $"nested deeper than {YamlJson.MaxDepth} levels");
        Note(node);
        _levels.Push(new Level(isMapping));
        if (isMapping)
            json.WriteStartObject();
        else
            json.WriteStartArray();
    }

    /// <summary>A value with a name stands where its name stands: that is the line people look for.</summary>
    private void Note(ParsingEvent node) =>
        places?.Add(_levels.TryPeek(out Level? parent) && parent.IsMapping ? parent.KeyPlace : PlaceOf(node));

    private static TextPlace PlaceOf(ParsingEvent node) => new((int)node.Start.Line, (int)node.Start.Column);

    private void PutKey(Level level, Scalar key)
    {
        level.Key = key.Value;
        level.KeyPlace = PlaceOf(key);
        level.IsMergeKey = key is { Value: "<<", Style: ScalarStyle.Plain };
        if (level.IsMergeKey)
            return;
        (level.Keys ??= []).Add(key.Value);
        json.WritePropertyName(key.Value);
    }

    // What a merge key names is written last, and only the keys that the mapping itself does not have.
    private static void Collect(Level level, ParsingEvent node)
    {
        level.MergedEvents.Add(node);
        level.Merging += node.NestingIncrease;
        if (level.Merging == 0)
            (level.Key, level.IsMergeKey) = (null, false);
    }

    private void PutMerged(Level level)
    {
        ParsingEvent[] events = [.. level.MergedEvents];
        level.MergedEvents.Clear();
        PutMerged(level, events);
    }

    // Sequences only group mappings here, so they can be left out: the first mapping that has a key wins.
    private void PutMerged(Level level, ReadOnlySpan<ParsingEvent> events)
    {
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i] is not MappingStart)
                continue;
            List<Range> inherited = [];
            for (i++; events[i] is not MappingEnd; i = Skip(events, i))
            {
                if (events[i] is not Scalar key)
                    throw Wrong(events[i], "a key that is no scalar cannot be JSON");
                i++;
                Range value = i..Skip(events, i);
                if (key is { Value: "<<", Style: ScalarStyle.Plain })
                    inherited.Add(value);
                else if ((level.Keys ??= []).Add(key.Value))
                    PutProperty(level, key.Value, events[value]);
            }

            foreach (Range value in inherited)
                PutMerged(level, events[value]);
        }
    }

    private void PutProperty(Level level, string key, ReadOnlySpan<ParsingEvent> value)
    {
        json.WritePropertyName(key);
        level.Key = key;
        level.KeyPlace = PlaceOf(value[0]);
        foreach (ParsingEvent part in value)
            Put(part);
    }

    /// <summary>Index behind the node that begins at <paramref name="start"/>.</summary>
    private static int Skip(ReadOnlySpan<ParsingEvent> events, int start)
    {
        int depth = 0;
        do
            depth += events[start++].NestingIncrease;
        while (depth > 0);
        return start;
    }

    private static YamlException Wrong(ParsingEvent node, string message) => new(node.Start.Line, node.Start.Column, message);

    private sealed class Level(bool isMapping)
    {
        public bool IsMapping { get; } = isMapping;

        public string? Key { get; set; }

        public TextPlace KeyPlace { get; set; }

        public bool IsMergeKey { get; set; }

        /// <summary>Depth inside the value of a merge key; 0 outside.</summary>
        public int Merging { get; set; }

        public List<ParsingEvent> MergedEvents { get; } = [];

        public HashSet<string>? Keys { get; set; }
    }
}
