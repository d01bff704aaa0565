using System.Text.Json;
using Sonde.Profiles.Formats.Json;

namespace Sonde.Profiles.Formats.Speedscope;

/// <summary>Reads one profile of a speedscope file. Its properties may stand in any order.</summary>
internal sealed class SpeedscopeProfileReader(int frameCount)
{
    private readonly PrefixTree<int> _stacks = new();
    private readonly List<int> _samples = [];
    private readonly List<decimal> _weights = [];
    private readonly List<(bool IsOpen, int Frame, decimal At, long Offset)> _events = [];
    private string _name = "";
    private string _unit = "none";
    private decimal _start;
    private decimal _end;

    /// <summary>Reads the object that the cursor stands at.</summary>
    /// <exception cref="ProfileFormatException">It is malformed.</exception>
    public SpeedscopeProfile Read(ref JsonCursor json)
    {
        long offset = json.Offset;
        string type = "";
        while (json.NextProperty())
        {
            if (json.IsNamed("type"u8))
                type = json.Text("a profile's type");
            else if (json.IsNamed("name"u8))
                _name = json.Text("a profile's name");
            else if (json.IsNamed("unit"u8))
                _unit = json.Text("a profile's unit");
            else if (json.IsNamed("startValue"u8))
                _start = json.Number("a profile's start");
            else if (json.IsNamed("endValue"u8))
                _end = json.Number("a profile's end");
            else if (json.IsNamed("samples"u8))
                ReadSamples(ref json);
            else if (json.IsNamed("weights"u8))
                ReadWeights(ref json);
            else if (json.IsNamed("events"u8))
                ReadEvents(ref json);
            else
                json.Skip();
        }

        return type switch
        {
            "sampled" => Sampled(offset),
            "evented" => Evented(offset),
            _ => throw new ProfileFormatException($"expected a profile of type \"sampled\" or \"evented\", found \"{type}\"", offset),
        };
    }

    private void ReadSamples(ref JsonCursor json)
    {
        json.StartArray("the samples");
        while (json.NextItem())
        {
            json.Expect(JsonTokenType.StartArray, "a sample: an array of frame indexes");
            int stack = 0;
            while (json.NextItem())
                stack = _stacks.Add(stack, Frame(json.CurrentInteger("a frame's index"), json.Offset));
            _samples.Add(stack);
        }
    }

    private void ReadWeights(ref JsonCursor json)
    {
        json.StartArray("the weights");
        while (json.NextItem())
            _weights.Add(json.CurrentNumber("a weight"));
    }

    private void ReadEvents(ref JsonCursor json)
    {
        json.StartArray("the events");
        while (json.NextItem())
        {
            json.Expect(JsonTokenType.StartObject, "an event: an object");
            long offset = json.Offset;
            string type = "";
            int frame = 0;
            decimal at = 0;
            while (json.NextProperty())
            {
                if (json.IsNamed("type"u8))
                    type = json.Text("an event's type");
                else if (json.IsNamed("frame"u8))
                    frame = Frame(json.Integer("an event's frame"), json.Offset);
                else if (json.IsNamed("at"u8))
                    at = json.Number("an event's time");
                else
                    json.Skip();
            }

            if (type is not "O" and not "C")
                throw new ProfileFormatException($"expected an event of type \"O\" or \"C\", found \"{type}\"", offset);
            _events.Add((type == "O", frame, at, offset));
        }
    }

    private int Frame(int index, long offset) => (uint)index < (uint)frameCount
        ? index
        : throw new ProfileFormatException($"expected the index of one of {frameCount} frames, found {index}", offset);

    private SpeedscopeProfile Sampled(long offset)
    {
        if (_samples.Count != _weights.Count)
            throw new ProfileFormatException($"expected one weight for each of {_samples.Count} samples, found {_weights.Count}", offset);
        var samples = new List<(int, long, long)>(_samples.Count);
        var seen = new HashSet<int>();
        bool repeats = false;
        decimal at = _start;
        for (int i = 0; i < _samples.Count; i++)
        {
            bool isRun = i > 0 && _samples[i] == _samples[i - 1];
            repeats |= !seen.Add(_samples[i]) && !isRun;
            samples.Add((_samples[i], Scale(_weights[i], offset), Scale(at, offset)));
            at += _weights[i];
        }

        return Make(samples, repeats, offset);
    }

    private SpeedscopeProfile Evented(long offset)
    {
        var samples = new List<(int, long, long)>();
        List<int> open = [0];
        decimal since = _start;
        foreach ((bool isOpen, int frame, decimal at, long eventOffset) in _events)
        {
            if (at < since && samples.Count > 0)
                throw new ProfileFormatException($"expected an event at {since} or later, found {at}", eventOffset);
            // What is before the first call is no sample.
            if (at > since && open.Count > 1)
                samples.Add((open[^1], Scale(at, offset) - Scale(since, offset), Scale(since, offset)));
            since = at;
            if (isOpen)
                open.Add(_stacks.Add(open[^1], frame));
            else if (open.Count > 1 && _stacks.Item(open[^1]) == frame)
                open.RemoveAt(open.Count - 1);
            else
                throw new ProfileFormatException($"expected the return of the innermost call, found that of frame {frame}", eventOffset);
        }

        if (open.Count > 1)
            throw new ProfileFormatException($"expected the return of {open.Count - 1} calls at the end of the events", offset);
        return Make(samples, isInOrder: true, offset);
    }

    private SpeedscopeProfile Make(List<(int, long, long)> samples, bool isInOrder, long offset) =>
        new(_name, _unit, Math.Max(0, Scale(_end, offset) - Scale(_start, offset)), _stacks, samples, isInOrder);

    /// <summary>A value of the file's unit, in nanoseconds when that is one of time.</summary>
    private long Scale(decimal value, long offset)
    {
        decimal factor = _unit switch
        {
            "none" or "bytes" or "nanoseconds" => 1,
            "microseconds" => 1_000,
            "milliseconds" => 1_000_000,
            "seconds" => 1_000_000_000,
            _ => throw new ProfileFormatException($"expected a unit of time, \"bytes\" or \"none\", found \"{_unit}\"", offset),
        };
        // 2^62: the sums of two stay in range.
        return Math.Abs(value) <= (1L << 62) / factor
            ? (long)decimal.Round(value * factor)
            : throw new ProfileFormatException($"expected a value below 2^62, found {value}", offset);
    }
}
