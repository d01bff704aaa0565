using System.Text.Encodings.Web;
using System.Text.Json;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Formats.Speedscope;

/// <summary>Writes a speedscope file. Nothing but one entry is kept in memory beside the profile.</summary>
internal sealed class SpeedscopeWriter(Profile profile)
{
    private const int FlushLength = 1 << 16;

    private readonly FlatFrames _frames = new(profile);
    private readonly List<int> _stack = [];
    private readonly List<int> _open = [];

    /// <summary>Writes the file.</summary>
    public void Write(Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("$schema", SpeedscopeNames.Schema);
        json.WriteString("exporter", SpeedscopeNames.Exporter);
        json.WriteString("name", Headline.Title(profile, profile.SampleTypes[profile.DefaultSampleType]));
        IReadOnlyList<ThreadSamples> threads = ThreadSamples.Of(profile);
        json.WriteNumber("activeProfileIndex", threads.Count * profile.DefaultSampleType);
        WriteFrames(json);
        json.WriteStartArray("profiles");
        for (int type = 0; type < profile.SampleTypes.Count; type++)
        {
            foreach (ThreadSamples thread in threads)
                WriteProfile(json, thread, type);
            // A profile without samples still says what it holds none of.
            if (threads.Count == 0)
                WriteProfile(json, new ThreadSamples("", LabelSetId.Empty, []), type);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteFrames(Utf8JsonWriter json)
    {
        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        foreach (FlatFrame frame in _frames.Frames)
        {
            json.WriteStartObject();
            json.WriteString("name", frame.Frame.Name);
            if (frame.Frame.FileName.Length > 0)
                json.WriteString("file", frame.Frame.FileName);
            if (frame.Line != 0)
                json.WriteNumber("line", frame.Line);
            if (frame.Column != 0)
                json.WriteNumber("col", frame.Column);
            json.WriteEndObject();
            FlushIfLong(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteProfile(Utf8JsonWriter json, ThreadSamples thread, int type)
    {
        int[] samples = [.. thread.Samples.Where(sample => profile.ValuesOf(sample)[type] != 0)];
        SampleType sampleType = profile.SampleTypes[type];
        bool isEvented = samples.Length > 0 && FollowEachOther(samples, type);
        long total = samples.Sum(sample => profile.ValuesOf(sample)[type]);
        json.WriteStartObject();
        json.WriteString("type", isEvented ? "evented" : "sampled");
        json.WriteString("name", SpeedscopeNames.Of(thread.Name, sampleType));
        json.WriteString("unit", SpeedscopeNames.UnitOf(sampleType));
        json.WriteNumber("startValue", isEvented ? profile.TimeOffsetOf(samples[0])!.Value : 0);
        json.WriteNumber("endValue", isEvented ? EndOf(samples[^1], type) : total);
        if (isEvented)
            WriteEvents(json, samples, type);
        else
            WriteSamples(json, samples, type);
        json.WriteEndObject();
    }

    private void WriteSamples(Utf8JsonWriter json, int[] samples, int type)
    {
        json.WriteStartArray("samples");
        foreach (int sample in samples)
        {
            json.WriteStartArray();
            foreach (int frame in StackOf(sample))
                json.WriteNumberValue(frame);
            json.WriteEndArray();
            FlushIfLong(json);
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (int sample in samples)
        {
            json.WriteNumberValue(profile.ValuesOf(sample)[type]);
            FlushIfLong(json);
        }

        json.WriteEndArray();
    }

    private void WriteEvents(Utf8JsonWriter json, int[] samples, int type)
    {
        json.WriteStartArray("events");
        _open.Clear();
        long end = 0;
        foreach (int sample in samples)
        {
            long start = profile.TimeOffsetOf(sample)!.Value;
            List<int> stack = StackOf(sample);
            int shared = 0;
            // A call goes on when the next sample follows at once.
            while (start == end && shared < Math.Min(_open.Count, stack.Count) && _open[shared] == stack[shared])
                shared++;
            Close(json, shared, end);
            for (int i = shared; i < stack.Count; i++)
                Event(json, "O", stack[i], start);
            _open.AddRange(stack.Skip(shared));
            end = EndOf(sample, type);
            FlushIfLong(json);
        }

        Close(json, 0, end);
        json.WriteEndArray();
    }

    private void Close(Utf8JsonWriter json, int remaining, long time)
    {
        for (int i = _open.Count - 1; i >= remaining; i--)
            Event(json, "C", _open[i], time);
        _open.RemoveRange(remaining, _open.Count - remaining);
    }

    private static void Event(Utf8JsonWriter json, string kind, int frame, long time)
    {
        json.WriteStartObject();
        json.WriteString("type", kind);
        json.WriteNumber("frame", frame);
        json.WriteNumber("at", time);
        json.WriteEndObject();
    }

    /// <summary>Calls and returns can be told only of time, when no sample begins before the one before it ends.</summary>
    private bool FollowEachOther(int[] samples, int type)
    {
        if (profile.SampleTypes[type].Unit != SampleType.Wall.Unit)
            return false;
        long end = 0;
        foreach (int sample in samples)
        {
            // A stack without frames would leave no trace of its time.
            if (profile.TimeOffsetOf(sample) is not { } start || start < end || profile.ValuesOf(sample)[type] < 0
                || profile.StackOf(sample) == StackId.Empty)
                return false;
            end = EndOf(sample, type);
        }

        return true;
    }

    private long EndOf(int sample, int type) => profile.TimeOffsetOf(sample)!.Value + profile.ValuesOf(sample)[type];

    private List<int> StackOf(int sample)
    {
        _stack.Clear();
        for (int node = profile.StackOf(sample).Index; node != 0; node = profile.Stacks.Parent(node))
        {
            ReadOnlySpan<int> frames = _frames.Of(profile.Stacks.Item(node));
            for (int i = frames.Length - 1; i >= 0; i--)
                _stack.Add(frames[i]);
        }

        _stack.Reverse();
        return _stack;
    }

    private static void FlushIfLong(Utf8JsonWriter json)
    {
        if (json.BytesPending > FlushLength)
            json.Flush();
    }
}
