using System.Text.Encodings.Web;
using System.Text.Json;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Formats.Differences;

/// <summary>
/// The difference for programs. Fields are only ever added under one <c>apiVersion</c>; values are in <c>unit</c>, shares from 0
/// to 1, costs per second (CPU seconds per second where the unit is nanoseconds), probabilities corrected for the number of
/// comparisons, or null.
/// <code>
/// { "apiVersion": "sonde.dev/v1", "kind": "ProfileDiff", "sampleType": "cpu", "unit": "nanoseconds", "measure": "share",
///   "base": { "total": 0, "samples": 0, "seconds": 0.0 }, "new": { … }, "whole": VALUE,
///   "functions": [ { "name": "…", "file": "…", "module": "…", "self": VALUE, "total": VALUE } ],
///   "paths": [ { "frames": [ "root", "…", "leaf" ], "total": VALUE } ] }
/// VALUE: { "base": 0, "new": 0, "baseShare": 0.0, "newShare": 0.0, "baseCost": 0.0, "newCost": 0.0,
///          "probability": 0.0, "verdict": "notJudged|noise|grew|shrank|appeared|vanished" }
/// </code>
/// </summary>
public sealed class DiffJsonFormat : IDiffWriter
{
    /// <inheritdoc/>
    public string Name => "json";

    /// <inheritdoc/>
    public string Description => "every function and the changed call paths for programs (apiVersion sonde.dev/v1)";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".json"];

    /// <inheritdoc/>
    public void Write(ProfileDiff diff, Stream output, WriteOptions options)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        json.WriteStartObject();
        json.WriteString("apiVersion", JsonFormat.ApiVersion);
        json.WriteString("kind", "ProfileDiff");
        json.WriteString("sampleType", diff.SampleType.Type);
        json.WriteString("unit", diff.SampleType.Unit);
        json.WriteString("measure", JsonNamingPolicy.CamelCase.ConvertName(diff.Measure.ToString()));
        WriteSide(json, "base", diff.Base);
        WriteSide(json, "new", diff.New);
        WriteValue(json, "whole", diff.Whole);
        json.WriteStartArray("functions");
        foreach (DiffEntry entry in diff.Functions.Take(options.Count ?? int.MaxValue))
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Frame.Name);
            json.WriteString("file", entry.Frame.FileName);
            json.WriteString("module", entry.Frame.Module);
            WriteValue(json, "self", entry.Self);
            WriteValue(json, "total", entry.Total);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("paths");
        foreach (int node in diff.ChangedPaths().Take(options.Count ?? int.MaxValue))
            WritePath(json, diff, node);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSide(Utf8JsonWriter json, string name, DiffSide side)
    {
        json.WriteStartObject(name);
        json.WriteNumber("total", side.Total);
        WriteNumber(json, "samples", side.Samples);
        WriteNumber(json, "seconds", side.Seconds);
        json.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter json, ProfileDiff diff, int node)
    {
        List<string> frames = [];
        for (int at = node; at > 0; at = diff.Nodes[at].Parent)
            frames.Add(diff.FrameOf(at)!.Name);
        json.WriteStartObject();
        json.WriteStartArray("frames");
        for (int i = frames.Count - 1; i >= 0; i--)
            json.WriteStringValue(frames[i]);
        json.WriteEndArray();
        WriteValue(json, "total", diff.TotalOf(node));
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, DiffValue value)
    {
        json.WriteStartObject(name);
        json.WriteNumber("base", value.Base);
        json.WriteNumber("new", value.New);
        json.WriteNumber("baseShare", Math.Round(value.BaseShare, 6));
        json.WriteNumber("newShare", Math.Round(value.NewShare, 6));
        WriteNumber(json, "baseCost", value.BaseCost);
        WriteNumber(json, "newCost", value.NewCost);
        WriteNumber(json, "probability", value.Probability);
        json.WriteString("verdict", JsonNamingPolicy.CamelCase.ConvertName(value.Verdict.ToString()));
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
