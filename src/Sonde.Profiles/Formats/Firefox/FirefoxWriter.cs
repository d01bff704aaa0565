using System.Text.Encodings.Web;
using System.Text.Json;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Formats.Firefox;

/// <summary>Writes a processed profile: tables of strings, functions, frames and stacks that all threads share, and the samples.</summary>
internal sealed class FirefoxWriter(Profile profile)
{
    /// <summary>Version of the processed format, and of the Gecko format it goes with (src/app-logic/constants.ts).</summary>
    public const int FormatVersion = 70, GeckoVersion = 36;

    private const int FlushLength = 1 << 16;
    private const double NanosecondsPerMillisecond = 1e6;

    // Number.MAX_SAFE_INTEGER: the reader is JavaScript.
    private const ulong LargestNumber = (1UL << 53) - 1;

    // ResourceType.Library
    private const int Library = 1;

    private readonly FlatFrames _frames = new(profile, byAddress: true);
    private readonly StringTable _strings = new();
    private readonly PrefixTree<int> _stacks = new();
    private readonly FirefoxModules _modules = new(profile);

    /// <summary>Writes the file.</summary>
    public void Write(Stream output)
    {
        SampleType type = profile.SampleTypes[profile.DefaultSampleType];
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        WriteMeta(json, type);
        _modules.WriteLibraries(json);
        json.WriteStartArray("threads");
        IReadOnlyList<ThreadSamples> threads = ThreadSamples.Of(profile);
        bool isFirst = true;
        foreach (ThreadSamples thread in threads)
        {
            WriteThread(json, thread, type, isFirst);
            isFirst = false;
        }

        json.WriteEndArray();
        WriteShared(json);
        json.WriteEndObject();
    }

    private void WriteMeta(Utf8JsonWriter json, SampleType type)
    {
        double period = profile.PeriodType?.Unit == SampleType.Cpu.Unit && profile.Period > 0
            ? profile.Period / NanosecondsPerMillisecond
            : 1;
        json.WriteStartObject("meta");
        json.WriteNumber("interval", period);
        json.WriteNumber("startTime", profile.StartNanoseconds / NanosecondsPerMillisecond);
        if (profile.DurationNanoseconds > 0)
        {
            json.WriteNumber("profilingStartTime", 0);
            json.WriteNumber("profilingEndTime", profile.DurationNanoseconds / NanosecondsPerMillisecond);
        }

        json.WriteNumber("processType", 0);
        json.WriteString("product", Headline.Title(profile, type));
        json.WriteNumber("stackwalk", 1);
        json.WriteNumber("version", GeckoVersion);
        json.WriteNumber("preprocessedProfileVersion", FormatVersion);
        json.WriteBoolean("symbolicated", true);
        json.WriteBoolean("symbolicationNotSupported", true);
        json.WriteBoolean("usesOnlyOneStackType", true);
        json.WriteBoolean("sourceCodeIsNotOnSearchfox", true);
        json.WriteString("importedFrom", "Sonde");
        FirefoxCategories.Write(json);
        json.WriteStartArray("markerSchema");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteThread(Utf8JsonWriter json, ThreadSamples thread, SampleType type, bool isFirst)
    {
        string process = LabelText(thread.Labels, LabelNames.Process), name = LabelText(thread.Labels, LabelNames.Thread);
        string pid = LabelText(thread.Labels, LabelNames.ProcessId), tid = LabelText(thread.Labels, LabelNames.ThreadId);
        json.WriteStartObject();
        json.WriteString("processType", "default");
        json.WriteNumber("processStartupTime", 0);
        json.WriteNull("processShutdownTime");
        json.WriteNumber("registerTime", 0);
        json.WriteNull("unregisterTime");
        EmptyArray(json, "pausedRanges");
        json.WriteString("name", name.Length > 0 ? name : tid.Length > 0 ? $"thread {tid}" : "all threads");
        json.WriteBoolean("isMainThread", isFirst || (tid.Length > 0 && tid == pid));
        if (process.Length > 0)
            json.WriteString("processName", process);
        json.WriteString("pid", pid.Length > 0 ? pid : "0");
        json.WriteString("tid", tid.Length > 0 ? tid : "0");
        WriteSamples(json, thread, type);
        json.WriteStartObject("markers");
        foreach (string column in (string[])["data", "name", "startTime", "endTime", "phase", "category"])
            EmptyArray(json, column);
        json.WriteNumber("length", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteSamples(Utf8JsonWriter json, ThreadSamples thread, SampleType type)
    {
        double unit = type.Unit == SampleType.Cpu.Unit ? NanosecondsPerMillisecond : 1;
        json.WriteStartObject("samples");
        Column(json, "stack", thread.Samples, sample =>
        {
            int stack = StackOf(sample);
            if (stack == 0)
                json.WriteNullValue();
            else
                json.WriteNumberValue(stack - 1);
        });
        // Samples without a time stand one after the other.
        double at = 0;
        Column(json, "time", thread.Samples, sample =>
        {
            double time = profile.TimeOffsetOf(sample) / NanosecondsPerMillisecond ?? at;
            json.WriteNumberValue(time);
            at = time + (unit == 1 ? 1 : profile.ValuesOf(sample)[profile.DefaultSampleType] / unit);
        });
        Column(json, "weight", thread.Samples, sample => json.WriteNumberValue(profile.ValuesOf(sample)[profile.DefaultSampleType] / unit));
        json.WriteString("weightType", unit != 1 ? "tracing-ms" : type.Unit == "bytes" ? "bytes" : "samples");
        json.WriteNumber("length", thread.Samples.Count);
        json.WriteEndObject();
    }

    private void WriteShared(Utf8JsonWriter json)
    {
        json.WriteStartObject("shared");
        int[] stacks = [.. Enumerable.Range(1, _stacks.Count - 1)];
        json.WriteStartObject("stackTable");
        Column(json, "frame", stacks, node => json.WriteNumberValue(_stacks.Item(node)));
        Column(json, "prefixOffset", stacks, node => json.WriteNumberValue(_stacks.Parent(node) == 0 ? 0 : node - _stacks.Parent(node)));
        json.WriteNumber("length", stacks.Length);
        json.WriteEndObject();
        WriteFunctionsAndFrames(json);
        json.WriteStartObject("nativeSymbols");
        foreach (string column in (string[])["libIndex", "address", "name", "functionSize"])
            EmptyArray(json, column);
        json.WriteNumber("length", 0);
        json.WriteEndObject();
        json.WriteStartObject("sourceLocationTable");
        foreach (string column in (string[])["source", "line", "column"])
            EmptyArray(json, column);
        json.WriteNumber("length", 0);
        json.WriteEndObject();
        Column(json, "stringArray", [.. Enumerable.Range(0, _strings.Count)], i => json.WriteStringValue(_strings[new StringId(i)]));
        json.WriteEndObject();
    }

    private void WriteFunctionsAndFrames(Utf8JsonWriter json)
    {
        List<Frame> functions = [];
        List<MappingId> mappings = [];
        var indexes = new Dictionary<Frame, int>(ReferenceEqualityComparer.Instance);
        var functionOf = new int[_frames.Frames.Count];
        for (int i = 0; i < functionOf.Length; i++)
        {
            FlatFrame flat = _frames.Frames[i];
            if (!indexes.TryGetValue(flat.Frame, out functionOf[i]))
            {
                indexes[flat.Frame] = functionOf[i] = functions.Count;
                functions.Add(flat.Frame);
                mappings.Add(flat.Mapping);
            }
        }

        var files = new StringTable();
        json.WriteStartObject("funcTable");
        Column(json, "name", functions, frame => Text(json, frame.Name));
        Column(json, "isJS", functions, _ => json.WriteBooleanValue(false));
        Column(json, "relevantForJS", functions, _ => json.WriteBooleanValue(false));
        Column(json, "resource", mappings, mapping => json.WriteNumberValue(_modules.ResourceOf(mapping)));
        Column(json, "source", functions, frame => NumberOrNull(json, files.Intern(frame.FileName).Index - 1, -1));
        Column(json, "lineNumber", functions, frame => NumberOrNull(json, frame.StartLine, 0));
        Nulls(json, "columnNumber", functions.Count);
        Nulls(json, "originalLocation", functions.Count);
        json.WriteNumber("length", functions.Count);
        json.WriteEndObject();
        WriteFrames(json, functionOf);
        WriteResources(json);
        int[] sources = [.. Enumerable.Range(1, files.Count - 1)];
        json.WriteStartObject("sources");
        Nulls(json, "id", sources.Length);
        Column(json, "filename", sources, i => Text(json, files[new StringId(i)]));
        Column(json, "startLine", sources, _ => json.WriteNumberValue(1));
        Column(json, "startColumn", sources, _ => json.WriteNumberValue(1));
        Nulls(json, "sourceMapURL", sources.Length);
        Nulls(json, "content", sources.Length);
        json.WriteNumber("length", sources.Length);
        json.WriteEndObject();
    }

    private void WriteFrames(Utf8JsonWriter json, int[] functionOf)
    {
        IReadOnlyList<FlatFrame> frames = _frames.Frames;
        json.WriteStartObject("frameTable");
        Column(json, "address", frames, frame => json.WriteNumberValue(
            _modules.LibraryOf(frame.Mapping) >= 0 && frame.Address is > 0 and <= LargestNumber ? (long)frame.Address : -1));
        Column(json, "lib", frames, frame => json.WriteNumberValue(_modules.LibraryOf(frame.Mapping)));
        // A byte each in the profiler's own binary files.
        Column(json, "inlineDepth", frames, frame => json.WriteNumberValue(Math.Min(frame.InlineDepth, byte.MaxValue)));
        Column(json, "category", frames, frame => json.WriteNumberValue(FirefoxCategories.IndexOf(frame.Frame.Kind)));
        Column(json, "subcategory", frames, _ => json.WriteNumberValue(0));
        Column(json, "func", functionOf, json.WriteNumberValue);
        Nulls(json, "nativeSymbol", frames.Count);
        Nulls(json, "innerWindowID", frames.Count);
        Column(json, "line", frames, frame => NumberOrNull(json, frame.Line, 0));
        Column(json, "column", frames, frame => NumberOrNull(json, frame.Column, 0));
        Nulls(json, "originalLocation", frames.Count);
        json.WriteNumber("length", frames.Count);
        json.WriteEndObject();
    }

    private void WriteResources(Utf8JsonWriter json)
    {
        json.WriteStartObject("resourceTable");
        Column(json, "name", _modules.Resources, name => Text(json, name));
        Nulls(json, "host", _modules.Resources.Count);
        Column(json, "type", _modules.Resources, _ => json.WriteNumberValue(Library));
        json.WriteNumber("length", _modules.Resources.Count);
        json.WriteEndObject();
    }

    private int StackOf(int sample)
    {
        int stack = 0;
        foreach (LocationId location in profile.Stacks.ToArray(profile.StackOf(sample).Index))
        {
            foreach (int frame in _frames.Of(location))
                stack = _stacks.Add(stack, frame);
        }

        return stack;
    }

    private string LabelText(LabelSetId labels, string key)
    {
        for (int node = labels.Index; node != 0; node = profile.LabelSets.Parent(node))
        {
            Label label = profile.LabelSets.Item(node);
            if (profile.Strings[label.Key] == key)
                return label.Text == StringId.Empty ? label.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : profile.Strings[label.Text];
        }

        return "";
    }

    private void Text(Utf8JsonWriter json, string text) => json.WriteNumberValue(_strings.Intern(text).Index);

    private static void NumberOrNull(Utf8JsonWriter json, int number, int none)
    {
        if (number == none)
            json.WriteNullValue();
        else
            json.WriteNumberValue(number);
    }

    private static void Nulls(Utf8JsonWriter json, string name, int count) =>
        Column(json, name, new int[count], _ => json.WriteNullValue());

    private static void EmptyArray(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    private static void Column<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            write(item);
            if (json.BytesPending > FlushLength)
                json.Flush();
        }

        json.WriteEndArray();
    }
}
