using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Profiles.Formats;

namespace Sonde.Profiles.Tests;

/// <summary>What a format can hold comes back; what it cannot is told.</summary>
public sealed class FormatRoundTripTests
{
    [Theory]
    [InlineData("speedscope", "bad-app.speedscope.json")]
    [InlineData("cpuprofile", "bad-app.cpuprofile")]
    [InlineData("firefox", "bad-app.firefox.json")]
    public void The_sample_profile_looks_as_it_should(string format, string golden)
    {
        JsonNode written = JsonNode.Parse(Write(format, SampleProfiles.BadApp()))!;
        GoldenFile.Check(golden, written.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n");
    }

    [Fact]
    public void Speedscope_brings_back_threads_values_frames_and_times() => Seeds.ForAll(seed =>
    {
        Profile profile = TextProfiles.FromSeed(seed);
        Profile back = Read(Write("speedscope", profile));
        return TextProfiles.Say(back, types: true) == TextProfiles.Say(profile, types: true);
    });

    [Fact]
    public void Speedscope_is_written_the_same_once_it_was_read() => Seeds.ForAll(seed =>
    {
        byte[] once = Write("speedscope", Read(Write("speedscope", TextProfiles.FromSeed(seed))));
        return Write("speedscope", Read(once)).SequenceEqual(once);
    });

    [Fact]
    public void Cpuprofile_brings_back_functions_lines_and_times() => Seeds.ForAll(seed =>
    {
        byte[] once = Write("cpuprofile", Read(Write("cpuprofile", TextProfiles.FromSeed(seed))));
        return Write("cpuprofile", Read(once)).SequenceEqual(once);
    });

    [Fact]
    public void Cpuprofile_keeps_the_time_of_every_stack() => Seeds.ForAll(seed =>
    {
        Profile profile = TextProfiles.FromSeed(seed, microseconds: true);
        Profile back = Read(Write("cpuprofile", profile));
        return TextProfiles.TimeByStack(back, SampleType.Wall, profile.HasTimeOffsets)
            == TextProfiles.TimeByStack(profile, SampleType.Cpu, profile.HasTimeOffsets);
    });

    [Fact]
    public void Collapsed_stacks_with_threads_and_marks_keep_the_sum_of_every_stack() => Seeds.ForAll(seed =>
    {
        Profile profile = TextProfiles.FromSeed(seed);
        var options = new WriteOptions { Annotate = true, ThreadFrames = true };
        string once = Encoding.UTF8.GetString(Write(new CollapsedFormat(options), profile));
        string again = Encoding.UTF8.GetString(Write(new CollapsedFormat(new WriteOptions { Annotate = true }), Read(Encoding.UTF8.GetBytes(once))));
        return once.Length == 0 || Sorted(again) == Sorted(once);
    });

    [Fact]
    public void Firefox_tables_fit_together() => Seeds.ForAll(seed =>
    {
        Profile profile = RandomProfiles.FromSeed(seed);
        using JsonDocument document = JsonDocument.Parse(Write("firefox", profile));
        JsonElement shared = document.RootElement.GetProperty("shared");
        int Length(string table) => shared.GetProperty(table).GetProperty("length").GetInt32();
        bool Columns(JsonElement table) => table.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array)
            .All(p => p.Value.GetArrayLength() == table.GetProperty("length").GetInt32());
        bool Below(string table, string column, int limit) => shared.GetProperty(table).GetProperty(column).EnumerateArray()
            .All(item => item.ValueKind == JsonValueKind.Null || item.GetInt64() < limit);
        bool tables = ((string[])["stackTable", "frameTable", "funcTable", "resourceTable", "nativeSymbols", "sources", "sourceLocationTable"])
            .All(name => Columns(shared.GetProperty(name)));
        bool parents = shared.GetProperty("stackTable").GetProperty("prefixOffset").EnumerateArray()
            .Select((offset, i) => offset.GetInt32() >= 0 && offset.GetInt32() <= i).All(fits => fits);
        double weight = document.RootElement.GetProperty("threads").EnumerateArray()
            .Sum(thread => thread.GetProperty("samples").GetProperty("weight").EnumerateArray().Sum(w => w.GetDouble()));
        double expected = Enumerable.Range(0, profile.SampleCount).Sum(i => (double)profile.ValuesOf(i)[profile.DefaultSampleType]);
        return tables && parents
            && Below("stackTable", "frame", Length("frameTable")) && Below("frameTable", "func", Length("funcTable"))
            && Below("funcTable", "source", Length("sources")) && Below("funcTable", "resource", Length("resourceTable"))
            && Below("funcTable", "name", shared.GetProperty("stringArray").GetArrayLength())
            && Math.Abs(weight - expected) <= 1e-6 * Math.Max(1, Math.Abs(expected));
    });

    [Theory]
    [InlineData("speedscope", "holds no labels (pid, process), modules, addresses, mark of inlined functions, quality and comments")]
    [InlineData("collapsed", "holds one value: wrote cpu, left out samples (--value chooses)|holds no modules, addresses, quality, comments, labels (pid, process, thread, tid) and mark of inlined functions")]
    [InlineData("cpuprofile", "holds one thread: 2 threads became one|holds no labels (pid, process), modules, addresses, mark of inlined functions, quality and comments")]
    [InlineData("firefox", "holds one value: wrote cpu, left out samples (--value chooses)|holds no quality and comments")]
    [InlineData("pprof", "")]
    public void What_a_format_cannot_hold_is_told(string format, string losses) =>
        Assert.Equal(losses, string.Join('|', ProfileFormats.FindWriter(format)!.Losses(SampleProfiles.BadApp())));

    [Theory]
    [InlineData("speedscope", "[1]", "expected a speedscope file: an object (at offset 0)")]
    [InlineData("speedscope", "{\"profiles\": 3}", "expected the profiles: an array (at offset 13)")]
    [InlineData("speedscope", "{\"profiles\": []}", "expected at least one profile in \"profiles\" (at offset 16)")]
    [InlineData("speedscope", "{\"profiles\": [{\"type\":\"sampled\",\"samples\":[[0]],\"weights\":[1]}]}", "expected the index of one of 0 frames, found 0 (at offset 44)")]
    [InlineData("speedscope", "{\"profiles\": [{\"type\":\"sampled\",\"samples\":[[]],\"weights\":[]}]}", "expected one weight for each of 1 samples, found 0 (at offset 14)")]
    [InlineData("speedscope", "{\"profiles\": [{\"type\":\"other\"}]}", "expected a profile of type \"sampled\" or \"evented\", found \"other\" (at offset 14)")]
    [InlineData("speedscope", "{\"shared\":{\"frames\":[{\"name\":\"a\"}]},\"profiles\": [{\"type\":\"evented\",\"events\":[{\"type\":\"C\",\"frame\":0,\"at\":1}]}]}", "expected the return of the innermost call, found that of frame 0 (at offset 77)")]
    [InlineData("speedscope", "{\"profiles\": [", "expected a JSON value (at offset 14)")]
    [InlineData("cpuprofile", "{\"nodes\":[{\"id\":1,\"children\":[2]}]}", "expected the ID of a node, found 2 (at offset 10)")]
    [InlineData("cpuprofile", "{\"nodes\":[{\"id\":1,\"children\":[2]},{\"id\":2,\"children\":[1]}],\"samples\":[1],\"timeDeltas\":[1]}", "expected a tree, found node 1 above itself (at offset 10)")]
    [InlineData("cpuprofile", "{\"nodes\":[{\"id\":1},{\"id\":1}]}", "expected each node once, found ID 1 again (at offset 19)")]
    [InlineData("cpuprofile", "{\"nodes\":[{\"id\":1}],\"samples\":[7],\"timeDeltas\":[1]}", "expected the ID of a node, found 7 (at offset 31)")]
    [InlineData("cpuprofile", "{\"nodes\":[{\"id\":1}],\"samples\":[1],\"timeDeltas\":[]}", "expected one time delta for each of 1 samples, found 0 (at offset 50)")]
    public void The_message_says_where_and_what_was_expected(string format, string text, string message) =>
        Assert.Equal(message, Assert.Throws<ProfileFormatException>(
            () => ProfileFormats.FindReader(format)!.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))).Message);

    [Fact]
    public void Damaged_files_give_a_profile_or_one_line() => Seeds.ForAll(seed =>
    {
        var random = new Random(seed);
        string format = random.Next(2) == 0 ? "speedscope" : "cpuprofile";
        byte[] data = Write(format, TextProfiles.FromSeed(seed));
        ReadOnlySpan<byte> marks = "{}[],:\"0-9e.CO\n"u8;
        for (int i = random.Next(1, 5); i > 0; i--)
            data[random.Next(data.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : marks[random.Next(marks.Length)];
        if (random.Next(4) == 0)
            data = data[..random.Next(data.Length)];
        try
        {
            return ProfileFormats.FindReader(format)!.Read(new MemoryStream(data)).SampleTypes.Count > 0;
        }
        catch (ProfileFormatException error)
        {
            return error.Offset is not null && !error.Message.Contains('\n', StringComparison.Ordinal);
        }
    });

    [Fact]
    public void An_evented_profile_of_another_program_is_read()
    {
        const string Text = """
            {"$schema":"https://www.speedscope.app/file-format-schema.json","profiles":[
            {"type":"evented","name":"simple.txt","unit":"milliseconds","startValue":0,"endValue":14,"events":[
            {"type":"O","frame":0,"at":1},{"type":"O","frame":1,"at":2},{"type":"C","frame":1,"at":2.5},{"type":"C","frame":0,"at":4}]}],
            "shared":{"frames":[{"name":"a"},{"name":"b","file":"b.py","line":3,"col":7}]}}
            """;
        Profile profile = Read(Encoding.UTF8.GetBytes(Text));
        Assert.Equal([(1_000_000L, 1_000_000L), (500_000, 2_000_000), (1_500_000, 2_500_000)],
            Enumerable.Range(0, profile.SampleCount).Select(i => (profile.ValuesOf(i)[0], profile.TimeOffsetOf(i)!.Value)));
        Assert.Equal(14_000_000, profile.DurationNanoseconds);
    }

    private static string Sorted(string text) => string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal));

    private static byte[] Write(string format, Profile profile) => Write(ProfileFormats.FindWriter(format)!, profile);

    private static byte[] Write(IProfileWriter writer, Profile profile)
    {
        var stream = new MemoryStream();
        writer.Write(profile, stream);
        return stream.ToArray();
    }

    private static Profile Read(byte[] data) => data.Length == 0
        ? new ProfileBuilder(SampleType.Samples).Build()
        : ProfileFormats.Read(new MemoryStream(data));
}
