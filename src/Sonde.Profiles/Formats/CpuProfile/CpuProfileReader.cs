using System.Globalization;
using System.Text.Json;
using Sonde.Profiles.Formats.Json;

namespace Sonde.Profiles.Formats.CpuProfile;

/// <summary>Reads a <c>.cpuprofile</c>.</summary>
internal sealed class CpuProfileReader(byte[] data)
{
    private const decimal NanosecondsPerMicrosecond = 1000;

    private readonly List<CpuProfileNode> _nodes = [];
    private readonly Dictionary<int, CpuProfileNode> _byId = [];
    private readonly List<int> _samples = [];
    private readonly List<long> _sampleOffsets = [];
    private readonly List<decimal> _deltas = [];
    private decimal _start;
    private decimal _end;

    /// <summary>Reads the file.</summary>
    /// <exception cref="ProfileFormatException">It is malformed.</exception>
    public Profile Read()
    {
        var json = new JsonCursor(data);
        json.StartObject("a .cpuprofile");
        while (json.NextProperty())
        {
            if (json.IsNamed("nodes"u8))
                ReadNodes(ref json);
            else if (json.IsNamed("startTime"u8))
                _start = json.Number("the start time");
            else if (json.IsNamed("endTime"u8))
                _end = json.Number("the end time");
            else if (json.IsNamed("samples"u8))
                ReadSamples(ref json);
            else if (json.IsNamed("timeDeltas"u8))
                ReadDeltas(ref json);
            else
                json.Skip();
        }

        json.End();
        if (_deltas.Count != _samples.Count)
            throw new ProfileFormatException($"expected one time delta for each of {_samples.Count} samples, found {_deltas.Count}", data.Length);
        return Build();
    }

    private void ReadNodes(ref JsonCursor json)
    {
        json.StartArray("the nodes");
        while (json.NextItem())
        {
            json.Expect(JsonTokenType.StartObject, "a node: an object");
            CpuProfileNode node = ReadNode(ref json);
            if (!_byId.TryAdd(node.Id, node))
                throw new ProfileFormatException($"expected each node once, found ID {node.Id} again", node.Offset);
            _nodes.Add(node);
        }
    }

    private static CpuProfileNode ReadNode(ref JsonCursor json)
    {
        var node = new CpuProfileNode { Offset = json.Offset };
        while (json.NextProperty())
        {
            if (json.IsNamed("id"u8))
                node.Id = json.Integer("a node's ID");
            else if (json.IsNamed("parent"u8))
                node.Parent = json.Integer("a node's parent");
            else if (json.IsNamed("hitCount"u8))
                node.HitCount = json.Integer("a node's hits");
            else if (json.IsNamed("callFrame"u8))
                ReadCallFrame(ref json, node);
            else if (json.IsNamed("children"u8))
                ReadChildren(ref json, node);
            else if (json.IsNamed("positionTicks"u8))
                ReadTicks(ref json, node);
            else
                json.Skip();
        }

        return node;
    }

    private static void ReadCallFrame(ref JsonCursor json, CpuProfileNode node)
    {
        json.StartObject("a call frame");
        while (json.NextProperty())
        {
            if (json.IsNamed("functionName"u8))
                node.Function = json.Text("a function's name");
            else if (json.IsNamed("url"u8))
                node.Url = json.Text("a script's URL");
            else if (json.IsNamed("lineNumber"u8))
                node.Line = json.Integer("a function's line");
            else if (json.IsNamed("columnNumber"u8))
                node.Column = json.Integer("a function's column");
            else if (json.IsNamed("scriptId"u8))
                node.Script = ReadScript(ref json);
            else
                json.Skip();
        }
    }

    // A text by the protocol; Node writes a number.
    private static string ReadScript(ref JsonCursor json)
    {
        json.Read("a script's ID");
        if (json.Token == JsonTokenType.Number)
            return json.CurrentInteger("a script's ID").ToString(CultureInfo.InvariantCulture);
        return json.CurrentText("a script's ID");
    }

    private static void ReadChildren(ref JsonCursor json, CpuProfileNode node)
    {
        json.StartArray("a node's children");
        while (json.NextItem())
            node.Children.Add(json.CurrentInteger("a child's ID"));
    }

    private static void ReadTicks(ref JsonCursor json, CpuProfileNode node)
    {
        json.StartArray("a node's position ticks");
        while (json.NextItem())
        {
            json.Expect(JsonTokenType.StartObject, "a position tick: an object");
            int line = 0, ticks = 0;
            while (json.NextProperty())
            {
                if (json.IsNamed("line"u8))
                    line = json.Integer("a tick's line");
                else if (json.IsNamed("ticks"u8))
                    ticks = json.Integer("a line's ticks");
                else
                    json.Skip();
            }

            node.Ticks.Add((line, ticks));
        }
    }

    private void ReadSamples(ref JsonCursor json)
    {
        json.StartArray("the samples");
        while (json.NextItem())
        {
            _samples.Add(json.CurrentInteger("a node's ID"));
            _sampleOffsets.Add(json.Offset);
        }
    }

    private void ReadDeltas(ref JsonCursor json)
    {
        json.StartArray("the time deltas");
        while (json.NextItem())
            _deltas.Add(json.CurrentNumber("a time delta"));
    }

    private Profile Build()
    {
        var builder = new ProfileBuilder(SampleType.Samples, SampleType.Wall) { DefaultSampleType = 1 };
        CpuProfileStacks stacks = new(builder, _nodes, _byId);
        if (_start > 0 && _end > _start)
            builder.DurationNanoseconds = Nanoseconds(_end - _start);
        if (CpuProfileClock.IsUnixTime(_start))
            builder.StartNanoseconds = Nanoseconds(_start);
        else if (_start > 0)
            builder.CommentList.Add(CpuProfileClock.Comment(_start));
        if (_samples.Count > 0)
            AddSamples(builder, stacks);
        else
            AddHits(builder, stacks);
        return builder.Build();
    }

    // A sample lasts until the next one.
    private void AddSamples(ProfileBuilder builder, CpuProfileStacks stacks)
    {
        decimal at = 0;
        for (int i = 0; i < _samples.Count; i++)
        {
            at += _deltas[i];
            decimal next = i + 1 < _samples.Count ? at + _deltas[i + 1] : _end - _start;
            if (!_byId.TryGetValue(_samples[i], out CpuProfileNode? node))
                throw new ProfileFormatException($"expected the ID of a node, found {_samples[i]}", _sampleOffsets[i]);
            builder.AddSample(
                stacks.OfSample(node), LabelSetId.Empty, [1, Nanoseconds(Math.Max(0, next - at))], Nanoseconds(at));
        }
    }

    private void AddHits(ProfileBuilder builder, CpuProfileStacks stacks)
    {
        int hits = _nodes.Sum(node => node.HitCount);
        decimal each = hits > 0 ? Math.Max(0, _end - _start) / hits : 0;
        foreach (CpuProfileNode node in _nodes)
        {
            for (int i = 0; i < node.HitCount; i++)
                builder.AddSample(stacks.OfSample(node), LabelSetId.Empty, [1, Nanoseconds(each)]);
        }
    }

    private long Nanoseconds(decimal microseconds) => Math.Abs(microseconds) < long.MaxValue / 2 / NanosecondsPerMicrosecond
        ? (long)decimal.Round(microseconds * NanosecondsPerMicrosecond)
        : throw new ProfileFormatException($"expected a time in microseconds, found {microseconds}", data.Length);
}
