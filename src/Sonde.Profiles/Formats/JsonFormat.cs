using System.Text.Json;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Formats;

/// <summary>
/// A summary for programs: title, headline, sample types, quality and every function with its self and total values.
/// Write only. Fields are only ever added under one <c>apiVersion</c>; values are in the unit of the default sample type,
/// shares from 0 to 1.
/// <code>
/// { "apiVersion": "sonde.dev/v1", "kind": "Profile",
///   "title": "…", "headline": "…",
///   "sampleTypes": [ { "type": "cpu", "unit": "nanoseconds" } ], "defaultSampleType": "cpu",
///   "startTime": "2026-11-21T02:31:07.0000000+00:00" | null, "durationSeconds": 5.0, "total": 4950000000,
///   "quality": { "samples": 412, "lost": 0, "truncated": 0, "torn": 0, "unwindFailed": { "CAUSE": 0 },
///                "pauseMs": 0, "collectorCpuMs": 62.1, "event": "cpu-clock", "rate": 99, "notes": { "NAME": "VALUE" } } | null,
///   "functions": [ { "name": "…", "file": "…", "line": 31, "module": "…", "kind": "python",
///                    "self": 0, "selfShare": 0.0, "total": 0, "totalShare": 0.0 } ] }
/// </code>
/// </summary>
/// <param name="options">How to write; null for the usual way.</param>
public sealed class JsonFormat(WriteOptions? options = null) : IProfileWriter
{
    private readonly WriteOptions _options = options ?? new WriteOptions();

    /// <summary>Version of the document.</summary>
    public const string ApiVersion = "sonde.dev/v1";

    /// <inheritdoc/>
    public string Name => "json";

    /// <inheritdoc/>
    public string Description => "the hottest functions and the quality for programs (apiVersion sonde.dev/v1)";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".json"];

    /// <inheritdoc/>
    public FormatContent Content => FormatContent.Picture;

    /// <inheritdoc/>
    public IProfileWriter With(WriteOptions options) => new JsonFormat(options);

    /// <inheritdoc/>
    public void Write(Profile profile, Stream output)
    {
        TopTable top = TopTable.Build(CallTree.Build(profile, new CallTreeOptions { Whole = _options.Whole }));
        IEnumerable<TopEntry> entries = (_options.ByTotal ? top.ByTotal() : top).Entries.Take(_options.Count ?? int.MaxValue);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("apiVersion", ApiVersion);
        json.WriteString("kind", "Profile");
        json.WriteString("title", Headline.Title(profile, top.Tree.SampleType));
        json.WriteString("headline", Headline.Answer(top));
        json.WriteStartArray("sampleTypes");
        foreach (SampleType type in profile.SampleTypes)
        {
            json.WriteStartObject();
            json.WriteString("type", type.Type);
            json.WriteString("unit", type.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("defaultSampleType", top.Tree.SampleType.Type);
        if (profile.StartTime is { } start)
            json.WriteString("startTime", start);
        else
            json.WriteNull("startTime");
        json.WriteNumber("durationSeconds", profile.Duration.TotalSeconds);
        json.WriteNumber("total", top.Tree.Total);
        WriteQuality(json, profile.Quality);
        json.WriteStartArray("functions");
        foreach (TopEntry entry in entries)
            WriteFunction(json, entry);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteQuality(Utf8JsonWriter json, ProfileQuality quality)
    {
        if (!quality.IsKnown)
        {
            json.WriteNull("quality");
            return;
        }

        json.WriteStartObject("quality");
        json.WriteNumber("samples", quality.Samples);
        json.WriteNumber("lost", quality.Lost);
        json.WriteNumber("truncated", quality.Truncated);
        json.WriteNumber("torn", quality.Torn);
        json.WriteStartObject("unwindFailed");
        foreach ((string cause, long count) in quality.UnwindFailed)
            json.WriteNumber(cause, count);
        json.WriteEndObject();
        json.WriteNumber("pauseMs", quality.PauseMilliseconds);
        json.WriteNumber("collectorCpuMs", quality.CollectorCpuMilliseconds);
        json.WriteString("event", quality.Event);
        json.WriteNumber("rate", quality.Rate);
        json.WriteStartObject("notes");
        foreach ((string name, string value) in quality.Notes)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFunction(Utf8JsonWriter json, TopEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("name", entry.Frame.Name);
        json.WriteString("file", entry.Frame.FileName);
        json.WriteNumber("line", entry.Line);
        json.WriteString("module", entry.Frame.Module);
        json.WriteString("kind", entry.Frame.Kind.ToString().ToLowerInvariant());
        json.WriteNumber("self", entry.Self);
        json.WriteNumber("selfShare", Math.Round(entry.SelfShare, 6));
        json.WriteNumber("total", entry.Total);
        json.WriteNumber("totalShare", Math.Round(entry.TotalShare, 6));
        json.WriteEndObject();
    }
}
