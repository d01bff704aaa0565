using System.Text.Json;
using Sonde.Profiles.Formats.Json;

namespace Sonde.Profiles.Formats.Speedscope;

/// <summary>Reads a speedscope file: first its frames, which may stand after the profiles, then the profiles.</summary>
internal sealed class SpeedscopeReader(byte[] data)
{
    private readonly List<SpeedscopeProfile> _profiles = [];
    private bool _isOurs;
    private int _active;
    private int _frameCount;

    /// <summary>Reads the file.</summary>
    /// <exception cref="ProfileFormatException">It is malformed.</exception>
    public Profile Read()
    {
        var frames = new List<(string Name, string File, int Line, int Column)>();
        ReadTop(isProfiles: false, (ref JsonCursor json) => ReadShared(ref json, frames));
        _frameCount = frames.Count;
        ReadTop(isProfiles: true, (ref JsonCursor json) =>
        {
            json.StartArray("the profiles");
            while (json.NextItem())
            {
                json.Expect(JsonTokenType.StartObject, "a profile: an object");
                _profiles.Add(new SpeedscopeProfileReader(_frameCount).Read(ref json));
            }
        });
        if (_profiles.Count == 0)
            throw new ProfileFormatException("expected at least one profile in \"profiles\"", data.Length);
        return Build(frames);
    }

    private delegate void ValueReader(ref JsonCursor json);

    private void ReadTop(bool isProfiles, ValueReader read)
    {
        var json = new JsonCursor(data);
        json.StartObject("a speedscope file");
        while (json.NextProperty())
        {
            if (json.IsNamed(isProfiles ? "profiles"u8 : "shared"u8))
                read(ref json);
            else if (json.IsNamed("exporter"u8))
                _isOurs = json.Text("the exporter").StartsWith(SpeedscopeNames.Exporter, StringComparison.Ordinal);
            else if (json.IsNamed("activeProfileIndex"u8))
                _active = json.Integer("the active profile's index");
            else
                json.Skip();
        }

        json.End();
    }

    private static void ReadShared(ref JsonCursor json, List<(string Name, string File, int Line, int Column)> frames)
    {
        json.StartObject("what profiles share");
        while (json.NextProperty())
        {
            if (!json.IsNamed("frames"u8))
            {
                json.Skip();
                continue;
            }

            json.StartArray("the frames");
            while (json.NextItem())
                frames.Add(ReadFrame(ref json));
        }
    }

    private static (string Name, string File, int Line, int Column) ReadFrame(ref JsonCursor json)
    {
        json.Expect(JsonTokenType.StartObject, "a frame: an object");
        string name = "", file = "";
        int line = 0, column = 0;
        while (json.NextProperty())
        {
            if (json.IsNamed("name"u8))
                name = json.Text("a frame's name");
            else if (json.IsNamed("file"u8))
                file = json.Text("a frame's file");
            else if (json.IsNamed("line"u8))
                line = json.Integer("a frame's line");
            else if (json.IsNamed("col"u8))
                column = json.Integer("a frame's column");
            else
                json.Skip();
        }

        return (name, file, line, column);
    }

    private Profile Build(List<(string Name, string File, int Line, int Column)> frames)
    {
        SampleType[] typeOf = [.. _profiles.Select(TypeOf)];
        List<SampleType> types = [.. typeOf.Distinct()];
        var builder = new ProfileBuilder(types)
        {
            DefaultSampleType = types.IndexOf(typeOf[Math.Clamp(_active, 0, typeOf.Length - 1)]),
        };
        LocationId[] locations = [.. frames.Select(frame => TextFrames.Add(builder, frame.Name, frame.File, frame.Line, frame.Column))];
        var row = new long[types.Count];
        for (int i = 0; i < _profiles.Count; i++)
        {
            SpeedscopeProfile profile = _profiles[i];
            // One profile alone is named after its file; of several, the names tell them apart.
            bool isThread = _isOurs || _profiles.Count > 1;
            LabelSetId labels = SpeedscopeNames.Labels(builder, isThread ? SpeedscopeNames.Parse(profile.Name, _isOurs).Thread : "");
            int[] stacks = MapStacks(builder, profile.Stacks, locations);
            bool isTimed = profile.IsInOrder && typeOf[i].Unit == SampleType.Wall.Unit;
            Array.Clear(row);
            foreach ((int stack, long value, long at) in profile.Samples)
            {
                row[types.IndexOf(typeOf[i])] = value;
                builder.AddSample(new StackId(stacks[stack]), labels, row, isTimed ? at : null);
            }

            if (profile.IsTime)
                builder.DurationNanoseconds = Math.Max(builder.DurationNanoseconds, profile.Length);
        }

        return builder.Build();
    }

    private SampleType TypeOf(SpeedscopeProfile profile)
    {
        string? value = SpeedscopeNames.Parse(profile.Name, _isOurs).Value;
        return profile.Unit switch
        {
            "none" => new SampleType(value ?? SampleType.Samples.Type, SampleType.Samples.Unit),
            "bytes" => new SampleType(value ?? "bytes", "bytes"),
            _ => new SampleType(value ?? SampleType.Wall.Type, SampleType.Wall.Unit),
        };
    }

    private static int[] MapStacks(ProfileBuilder builder, PrefixTree<int> stacks, LocationId[] locations)
    {
        var map = new int[stacks.Count];
        for (int node = 1; node < map.Length; node++)
            map[node] = builder.AddStack(new StackId(map[stacks.Parent(node)]), locations[stacks.Item(node)]).Index;
        return map;
    }
}
