using System.Buffers.Binary;
using Sonde.Collectors.Recordings;
using Sonde.Linux.Symbols;
using Sonde.Profiles;
using Sonde.Profiles.Formats;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Recordings;

/// <summary>Recordings of Debian's perf: as many samples as <c>perf script</c> shows, and at least as many frames with names.</summary>
[Trait("Needs", "perf")]
public sealed class PerfDataTests : IDisposable
{
    private const string Clock = "-e cpu-clock -F 499";

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-").FullName;

    private string Recording => Path.Combine(_folder, "perf.data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("-O2 -fomit-frame-pointer", Clock + " --call-graph dwarf,8192")]
    [InlineData("-O2 -fomit-frame-pointer -s", Clock + " --call-graph dwarf,8192 --buildid-mmap")]
    [InlineData("-O1 -fno-omit-frame-pointer", Clock + " -g")]
    [InlineData("-O1 -fno-omit-frame-pointer", Clock + " -g -z")]
    [InlineData("-O2 -fomit-frame-pointer", Clock + " --call-graph dwarf,8192 -z")]
    [InlineData("-O1 -fno-omit-frame-pointer", Clock + "")]
    [InlineData("-O1 -fno-omit-frame-pointer", "-e cpu-clock -c 1000000 -g -a")]
    public void A_recording_has_the_samples_and_names_of_perf_script(string flags, string options)
    {
        PerfTool.Record(Recording, options, Shares(flags));
        Compare(PerfTool.Script(Recording), Read(Recording), options);
    }

    [Theory]
    [InlineData(Clock + " -g")]
    [InlineData(Clock + " --call-graph dwarf,8192 -z")]
    public void A_recording_through_a_pipe_is_read_as_well(string options)
    {
        PerfTool.RecordPiped(Recording, options, Shares("-O1 -fno-omit-frame-pointer"));
        ProfileView profile = Read(new ForwardStream(File.ReadAllBytes(Recording)));
        Compare(PerfTool.Script(Recording), profile, options);
    }

    [Fact]
    public void Stacks_are_those_of_a_live_target()
    {
        PerfTool.Record(Recording, Clock + " --call-graph dwarf,16384", Shares("-O2 -fomit-frame-pointer"));
        ProfileView profile = Read(Recording);
        string text = profile.ToString();
        double all = profile.ShareOf("round_of_work");
        Assert.True(all > 0.9, text);
        Assert.True(Math.Abs(profile.ShareOf("spend_fifty") / all - 0.5) < 0.1, text);
        Assert.True(Math.Abs(profile.ShareOf("spend_thirty") / all - 0.3) < 0.1, text);
        foreach (SampleView sample in profile.Samples.Where(sample => sample.Frames[0] == "spend_fifty"))
            Assert.Equal(["spend_fifty", "round_of_work", "work_forever", "main"], sample.Frames.Take(4));
        Assert.Equal([SampleType.Samples, SampleType.Cpu], profile.Profile.SampleTypes);
        ProfileQuality quality = profile.Profile.Quality;
        Assert.Equal(("cpu-clock", 499.0, 0L), (quality.Event, quality.Rate, quality.Lost));
        Assert.Equal(Environment.MachineName, quality.Notes[NoteNames.Host]);
        Assert.Contains("perf record", quality.Notes[NoteNames.Command], StringComparison.Ordinal);
        Assert.DoesNotContain("files", quality.Notes.Keys);
        Assert.InRange(profile.Profile.DurationNanoseconds, 300_000_000, 20_000_000_000);
    }

    [Fact]
    public void Each_event_has_a_value_of_its_own()
    {
        PerfTool.Record(Recording, "-e task-clock/period=1000000/ -e page-faults/period=1/ -g", Shares("-O1"));
        Profile profile = Read(Recording).Profile;
        Assert.Equal(3, profile.SampleTypes.Count);
        Assert.Equal(SampleType.Samples, profile.SampleTypes[0]);
        Assert.Contains(SampleType.Cpu, profile.SampleTypes);
        int faults = profile.SampleTypes.ToList().FindIndex(type => type.Type.StartsWith("page-faults", StringComparison.Ordinal));
        Assert.InRange(Enumerable.Range(0, profile.SampleCount).Sum(sample => profile.ValuesOf(sample)[faults]), 5, 100_000);
    }

    [Fact]
    public void Threads_and_programs_have_their_names()
    {
        PerfTool.Record(Recording, Clock + " -g", Shares("-O1 -pthread"), "threads=3");
        ProfileView profile = Read(Recording);
        Assert.True(profile.Samples.Select(sample => sample.ThreadId).Distinct().Count() >= 3, profile.ToString());
        Assert.Contains(profile.Samples, sample => sample.Process == "shares");
    }

    [Fact]
    public void Names_come_from_a_debug_file_in_a_folder_that_is_named()
    {
        string full = Shares("-O2 -fomit-frame-pointer -g"), program = Path.Combine(_folder, "shares"), debug = Path.Combine(_folder, "debug");
        Directory.CreateDirectory(debug);
        Run("objcopy", "--only-keep-debug", full, Path.Combine(debug, "shares.debug"));
        Run("objcopy", "--strip-all", $"--add-gnu-debuglink={Path.Combine(debug, "shares.debug")}", full, program);
        PerfTool.Record(Recording, Clock + " --call-graph dwarf,8192", program);
        Assert.Equal(0, Read(Recording).ShareOf("round_of_work"));
        Assert.True(Read(Recording, new SymbolPlaces { Folders = [debug] }).ShareOf("round_of_work") > 0.9);

        // The program itself is gone here, and another one stands in its place.
        string moved = Path.Combine(_folder, "elsewhere");
        Directory.CreateDirectory(moved);
        File.Move(program, Path.Combine(moved, "shares"));
        File.Copy("/bin/true", program);
        ProfileView without = Read(Recording, new SymbolPlaces { Folders = [debug] });
        Assert.Contains(program, without.Profile.Quality.Notes.GetValueOrDefault("files", "perf has kept a copy: " + program), StringComparison.Ordinal);
        Assert.True(Read(Recording, new SymbolPlaces { Folders = [debug, moved] }).ShareOf("round_of_work") > 0.9);
    }

    [Fact]
    public void Damaged_recordings_give_a_profile_or_one_line_with_the_place()
    {
        PerfTool.Record(Recording, Clock + " --call-graph dwarf,1024 -z", Shares("-O1"));
        byte[] packed = File.ReadAllBytes(Recording);
        PerfTool.Record(Recording, "-e cpu-clock -e page-faults -c 4000000 -g", Shares("-O1"));
        byte[] plain = File.ReadAllBytes(Recording);
        var random = new Random(3);
        for (int round = 0; round < 60; round++)
        {
            byte[] damaged = [.. round % 2 == 0 ? plain : packed];
            for (int i = random.Next(1, 10); i > 0; i--)
                damaged[random.Next(random.Next(2) == 0 ? 400 : damaged.Length)] = random.Next(3) == 0 ? (byte)0xff : (byte)random.Next(256);
            if (random.Next(4) == 0)
                damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                Assert.True(new ProfileView(new PerfDataFormat(SymbolPlaces.Standard).Read(new MemoryStream(damaged))).Total > 0);
            }
            catch (ProfileFormatException error)
            {
                Assert.Matches(@"^perf\.data: [^\n]+ \(at offset \d+\)$", error.Message);
            }
        }
    }

    [Fact]
    public void What_cannot_be_read_is_said_in_one_line()
    {
        byte[] header = new byte[200];
        "PERFILE2"u8.CopyTo(header);
        Assert.Equal("perf.data: expected events of 80 to 4096 bytes, found 0 (at offset 16)", Refuse(header));
        Assert.StartsWith("perf.data: the recording was made on a big-endian machine", Refuse([.. "2ELIFREP"u8, .. new byte[96]]), StringComparison.Ordinal);
        Assert.Equal("perf.data: expected the header of a perf.data file, the file ends (at offset 0)", Refuse([.. "PERFILE2"u8]));
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(16), 144);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(40), 150);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(48), 1000);
        Assert.Equal("perf.data: expected data of 1000 bytes from 150 on, the file has 200: it is cut (at offset 40)", Refuse(header));
    }

    [Fact]
    public void A_recording_that_was_interrupted_is_read_to_its_end()
    {
        PerfTool.Record(Recording, Clock + " -g", Shares("-O1"));
        byte[] bytes = File.ReadAllBytes(Recording);
        // perf fills in the length at its end.
        long start = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40)), length = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(48));
        long whole = Read(new MemoryStream([.. bytes])).Total;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(48), 0);
        ProfileView profile = Read(new MemoryStream(bytes[..(int)(start + length - 5)]));
        // The record that is cut may be a sample.
        Assert.InRange(profile.Total, Math.Max(1, whole - 1), whole);
        Assert.Equal("was interrupted: its last record is cut", profile.Profile.Quality.Notes["recording"]);
    }

    private static string Refuse(byte[] bytes) =>
        Assert.Throws<ProfileFormatException>(() => new PerfDataFormat(SymbolPlaces.Standard).Read(new MemoryStream(bytes))).Message;

    private static void Compare(ProfileView perf, ProfileView own, string options)
    {
        Assert.Equal(perf.Total, own.Total);
        (long perfFrames, long ownFrames) = (NamedFrames(perf), NamedFrames(own));
        TestContext.Current.TestOutputHelper?.WriteLine($"{options}: {own.Total} samples, {ownFrames} named frames, perf script {perfFrames}");
        Assert.True(ownFrames >= perfFrames, $"{ownFrames} named frames, perf script has {perfFrames}\n{own}\n{perf}");
        Assert.True(perfFrames > own.Total / 2, perf.ToString());
    }

    /// <summary>Frames with a function's name, inlined ones not counted.</summary>
    private static long NamedFrames(ProfileView view)
    {
        Profile profile = view.Profile;
        long count = 0;
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            count += profile.ValuesOf(sample)[0] * profile.LeafFirst(profile.StackOf(sample)).Count(id =>
                profile.LinesOf(id) is [.., { } line] && profile.Strings[profile.Functions[line.Function.Index].Name] is var name
                && !name.Contains("+0x", StringComparison.Ordinal) && name[0] != '[');
        }

        return count;
    }

    private static string Shares(string flags) =>
        CProgram.CompileWith("gcc", "Native/shares.c", [.. flags.Split(' '), "-fno-optimize-sibling-calls"]);

    private static ProfileView Read(string path, SymbolPlaces? places = null)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, places);
    }

    private static ProfileView Read(Stream stream, SymbolPlaces? places = null)
    {
        FormatCatalog catalog = ProfileFormats.BuiltIn.With(new PerfDataFormat(places ?? SymbolPlaces.Standard));
        return new ProfileView(catalog.Read(stream));
    }

    private static void Run(string program, params string[] arguments)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>A pipe's content.</summary>
    private sealed class ForwardStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
