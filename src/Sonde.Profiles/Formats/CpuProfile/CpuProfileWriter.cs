using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sonde.Profiles.Formats.CpuProfile;

/// <summary>Writes a <c>.cpuprofile</c>: samples without a time stand one after the other.</summary>
internal sealed class CpuProfileWriter
{
    private const int FlushLength = 1 << 16;
    private const long NanosecondsPerMicrosecond = 1000;

    private readonly Profile _profile;
    private readonly CpuProfileValues _values;
    private readonly FlatFrames _frames;
    private readonly List<CallFrame> _callFrames = [];
    private readonly int[] _callFrameOf;
    private readonly PrefixTree<int> _tree = new();
    private readonly Dictionary<int, SortedDictionary<int, long>> _ticks = [];
    private readonly Dictionary<int, long> _hits = [];

    private readonly record struct CallFrame(string Name, string Script, string Url, int Line, int Column);

    public CpuProfileWriter(Profile profile)
    {
        _profile = profile;
        _values = new CpuProfileValues(profile);
        _frames = new FlatFrames(profile);
        var indexes = new Dictionary<CallFrame, int>();
        _callFrameOf = [.. _frames.Frames.Select(flat =>
        {
            CallFrame frame = CallFrameOf(flat);
            if (!indexes.TryGetValue(frame, out int index))
            {
                indexes[frame] = index = _callFrames.Count;
                _callFrames.Add(frame);
            }

            return index;
        })];
    }

    /// <summary>Writes the file.</summary>
    public void Write(Stream output)
    {
        (int Sample, int Node)[] samples = [.. InOrder().Select(sample => (sample, NodeOf(sample)))];
        long start = CpuProfileClock.StartOf(_profile);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        WriteNodes(json);
        json.WriteNumber("startTime", start);
        long end = WriteSamples(json, samples);
        json.WriteNumber("endTime", start + Math.Max(end, _profile.HasTimeOffsets ? _profile.DurationNanoseconds / NanosecondsPerMicrosecond : 0));
        json.WriteEndObject();
    }

    private static CallFrame CallFrameOf(FlatFrame flat)
    {
        string name = flat.Frame.Name == CallFrameNames.Anonymous ? "" : flat.Frame.Name;
        return CallFrameNames.TryParse(flat.SystemName, out string script, out int line, out int column)
            ? new CallFrame(name, script, flat.Frame.FileName, line, column)
            : new CallFrame(name, "0", flat.Frame.FileName, flat.Frame.StartLine - 1, -1);
    }

    private IEnumerable<int> InOrder()
    {
        IEnumerable<int> samples = Enumerable.Range(0, _profile.SampleCount).Where(sample => _values.Nanoseconds(sample) > 0 || _values.IsTime);
        return _profile.HasTimeOffsets ? samples.OrderBy(sample => _profile.TimeOffsetOf(sample) ?? 0) : samples;
    }

    private int NodeOf(int sample)
    {
        int node = 0, line = 0;
        foreach (LocationId location in _profile.Stacks.ToArray(_profile.StackOf(sample).Index))
        {
            foreach (int frame in _frames.Of(location))
            {
                node = _tree.Add(node, _callFrameOf[frame]);
                line = _frames.Frames[frame].Line;
            }
        }

        long count = _values.Count(sample);
        _hits[node] = _hits.GetValueOrDefault(node) + count;
        if (line > 0)
        {
            if (!_ticks.TryGetValue(node, out SortedDictionary<int, long>? ticks))
                _ticks[node] = ticks = [];
            ticks[line] = ticks.GetValueOrDefault(line) + count;
        }

        return node;
    }

    private void WriteNodes(Utf8JsonWriter json)
    {
        ILookup<int, int> children = Enumerable.Range(1, _tree.Count - 1).ToLookup(_tree.Parent);
        json.WriteStartArray("nodes");
        for (int node = 0; node < _tree.Count; node++)
        {
            CallFrame frame = node == 0 ? new CallFrame(CallFrameNames.Root, "0", "", -1, -1) : _callFrames[_tree.Item(node)];
            json.WriteStartObject();
            json.WriteNumber("id", node + 1);
            json.WriteStartObject("callFrame");
            json.WriteString("functionName", frame.Name);
            json.WriteString("scriptId", frame.Script);
            json.WriteString("url", frame.Url);
            json.WriteNumber("lineNumber", frame.Line);
            json.WriteNumber("columnNumber", frame.Column);
            json.WriteEndObject();
            json.WriteNumber("hitCount", _hits.GetValueOrDefault(node));
            if (children.Contains(node))
            {
                json.WriteStartArray("children");
                foreach (int child in children[node])
                    json.WriteNumberValue(child + 1);
                json.WriteEndArray();
            }

            WriteTicks(json, node);
            json.WriteEndObject();
            FlushIfLong(json);
        }

        json.WriteEndArray();
    }

    private void WriteTicks(Utf8JsonWriter json, int node)
    {
        if (!_ticks.TryGetValue(node, out SortedDictionary<int, long>? ticks))
            return;
        json.WriteStartArray("positionTicks");
        foreach ((int line, long count) in ticks)
        {
            json.WriteStartObject();
            json.WriteNumber("line", line);
            json.WriteNumber("ticks", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes samples and their distances; returns the end of the last, in microseconds.</summary>
    private long WriteSamples(Utf8JsonWriter json, (int Sample, int Node)[] samples)
    {
        json.WriteStartArray("samples");
        foreach ((int sample, int node) in samples)
        {
            for (long i = _values.Count(sample); i > 0; i--)
                json.WriteNumberValue(node + 1);
            FlushIfLong(json);
        }

        json.WriteEndArray();
        json.WriteStartArray("timeDeltas");
        long at = 0, before = 0;
        foreach ((int sample, _) in samples)
        {
            long start = _profile.TimeOffsetOf(sample) ?? at, count = _values.Count(sample), value = _values.Nanoseconds(sample);
            for (long i = 0; i < count; i++)
            {
                // Rounded from the whole, so that rounding does not add up.
                long time = (start + (long)((decimal)value * i / count)) / NanosecondsPerMicrosecond;
                json.WriteNumberValue(time - before);
                before = time;
            }

            at = start + value;
            FlushIfLong(json);
        }

        json.WriteEndArray();
        return at / NanosecondsPerMicrosecond;
    }

    private static void FlushIfLong(Utf8JsonWriter json)
    {
        if (json.BytesPending > FlushLength)
            json.Flush();
    }
}
