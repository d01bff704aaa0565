using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Profiles.Formats.PerfScript;

/// <summary>Reads the output of <c>perf script</c>, twice: first which events there are, then the samples.</summary>
internal sealed class PerfScriptReader(byte[] data)
{
    // Names of C++ templates take thousands of characters; nothing takes more than this.
    private const int LongestLine = 1 << 20;

    private readonly PerfScriptEvents _events = new();
    private readonly Dictionary<string, PerfScriptLocation> _frames = new(StringComparer.Ordinal);
    private readonly List<LocationId> _stack = [];
    private readonly List<PerfScriptLocation> _inlined = [];
    private readonly List<Line> _lines = [];
    private ProfileBuilder _builder = null!;
    private PerfScriptLocations _locations = null!;
    private char[] _text = new char[1024];
    private bool _isInSample;
    private long _samples;
    private LabelSetId _labels;
    private int _event;
    private long? _period;
    private PerfScriptLocation _last;
    private bool _hasLast;

    /// <summary>Reads all lines.</summary>
    /// <exception cref="ProfileFormatException">There is no sample, or a line is neither a sample nor a frame.</exception>
    public Profile Read()
    {
        ReadLines((line, _) => _events.Look(line));
        _builder = new ProfileBuilder(_events.SampleTypes) { DefaultSampleType = _events.DefaultSampleType };
        _locations = new PerfScriptLocations(_builder);
        ReadLines(ReadLine);
        EndSample();
        if (_samples == 0)
            throw new ProfileFormatException("expected the samples that perf script prints, found none", offset: 0);
        _builder.DurationNanoseconds = _events.Duration;
        _builder.Quality = new ProfileQuality { Samples = _samples, Lost = _events.Lost, Event = _events.Names };
        return _builder.Build();
    }

    private delegate void LineReader(ReadOnlySpan<char> line, int offset);

    private void ReadLines(LineReader read)
    {
        for (int start = 0; start < data.Length;)
        {
            int length = data.AsSpan(start).IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = data.AsSpan(start, length < 0 ? data.Length - start : length);
            if (line.Length > LongestLine)
                throw new ProfileFormatException($"expected lines of at most {LongestLine} bytes, as perf script prints them", start);
            if (_text.Length < line.Length)
                _text = new char[line.Length * 2];
            read(_text.AsSpan(0, Encoding.UTF8.GetChars(line, _text)).TrimEnd('\r'), start);
            start += line.Length + 1;
        }
    }

    private void ReadLine(ReadOnlySpan<char> line, int offset)
    {
        if (line.IsWhiteSpace())
        {
            EndSample();
        }
        else if (_isInSample && char.IsWhiteSpace(line[0]) && IsFrame(line))
        {
            AddFrame(line);
        }
        else if (PerfScriptHeader.TryParse(line, out PerfScriptHeader header))
        {
            EndSample();
            Begin(header);
            // Without call chains the one frame stands on the same line; a tracepoint's fields begin with no address.
            if (PerfScriptFrame.TryParse(header.Rest, out PerfScriptFrame frame) && frame.HasAddress)
                AddFrame(header.Rest);
        }
        else if (char.IsWhiteSpace(line[0]) && IsFrame(line))
        {
            // Printed without header lines (-F ip,sym).
            _isInSample = true;
            AddFrame(line);
        }
        else if (line[0] != '#' && !line.Contains(": PERF_RECORD_", StringComparison.Ordinal))
        {
            throw new ProfileFormatException("expected a sample or a frame as perf script prints them", offset);
        }
    }

    /// <summary>A thread's name is padded to the right, so that a sample's line can begin with spaces as well.</summary>
    private static bool IsFrame(ReadOnlySpan<char> line) =>
        line[0] == '\t' || !PerfScriptHeader.TryParse(line, out PerfScriptHeader header) || !header.IsCertain;

    private void Begin(in PerfScriptHeader header)
    {
        _isInSample = true;
        _labels = _locations.AddLabels(header);
        _event = _events.IndexOf(header.Event);
        _period = header.Period;
    }

    private void AddFrame(ReadOnlySpan<char> line)
    {
        var known = _frames.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(line, out PerfScriptLocation location))
        {
            if (_hasLast && PerfScriptFrame.TryParseSource(line, out ReadOnlySpan<char> file, out int number))
            {
                SetSource(file, number);
                return;
            }

            if (!PerfScriptFrame.TryParse(line, out PerfScriptFrame frame))
                return;
            known[line] = location = _locations.Add(frame);
        }

        TakeLast();
        _last = location;
        _hasLast = !location.IsNothing;
    }

    private void SetSource(ReadOnlySpan<char> file, int number)
    {
        if (_last.HasName && number > 0)
            _last = _locations.WithSource(_last, file, number);
    }

    /// <summary>Puts the last frame on the stack, with those that are inlined into it; only now its source line is known.</summary>
    private void TakeLast()
    {
        if (!_hasLast)
            return;
        _hasLast = false;
        if (_last.IsInlined)
        {
            _inlined.Add(_last);
            return;
        }

        if (_inlined.Count == 0)
        {
            _stack.Add(_last.Location);
            return;
        }

        _lines.Clear();
        foreach (PerfScriptLocation inlined in _inlined)
            _lines.Add(inlined.Line);
        _lines.Add(_last.Line);
        _inlined.Clear();
        _stack.Add(_builder.AddLocation(_last.Mapping, _last.Address, CollectionsMarshal.AsSpan(_lines)));
    }

    private void EndSample()
    {
        TakeLast();
        // Inlined frames whose function is missing, in output that was cut.
        foreach (PerfScriptLocation inlined in _inlined)
            _stack.Add(inlined.Location);
        _inlined.Clear();
        if (_isInSample)
        {
            long[] values = ArrayPool<long>.Shared.Rent(_events.SampleTypes.Count);
            _events.Fill(values, _event, _period);
            _builder.AddSample(
                _builder.AddStack(CollectionsMarshal.AsSpan(_stack)), _labels, values.AsSpan(0, _events.SampleTypes.Count));
            ArrayPool<long>.Shared.Return(values);
            _samples++;
        }

        _stack.Clear();
        _isInSample = false;
        _labels = LabelSetId.Empty;
        _event = -1;
        _period = null;
    }
}
