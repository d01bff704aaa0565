using Sonde.Collectors.Native;
using Sonde.Linux.Procfs;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>A C++ program whose time is spent in a function that is inlined.</summary>
[Trait("Needs", "perf")]
public sealed class InlinedFunctionsTests
{
    private const string Cook = "work::cook(work::Mixer<unsigned long>&, int)";

    [Fact]
    public async Task An_inlined_function_is_a_frame_of_its_own_with_readable_name_and_line()
    {
        using RunningProgram program = Start("-g");
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 400);
        Profile data = profile.Profile;
        const string Stir = "work::Mixer<unsigned long>::stir(unsigned long)";
        SampleView top = profile.Samples.MaxBy(sample => sample.Count)!;
        Assert.Equal([Stir, Cook, "main"], top.Frames.Take(3));
        Assert.True(profile.ShareOf(Stir) > 0.9, profile.ToString());
        Function stir = data.Functions.First(function => data.Strings[function.Name] == Stir);
        Assert.Equal("_ZN4work5MixerImE4stirEm", data.Strings[stir.SystemName]);
        Assert.EndsWith("Native/hotspot.cpp", data.Strings[stir.FileName], StringComparison.Ordinal);
        Assert.Equal(11, stir.StartLine);
        Line[] lines = data.LinesOf(new LocationId(data.Locations.Select((location, index) => (location, index))
            .First(pair => data.LinesOf(new LocationId(pair.index)) is [{ } leaf, ..] && data.Functions[leaf.Function.Index] == stir).index));
        Assert.InRange(lines[0].Number, 11, 15);
        Assert.Equal(27, lines[1].Number);
        Mapping mapping = data.Mappings.First(candidate => data.Strings[candidate.FileName].EndsWith("/hotspot", StringComparison.Ordinal));
        Assert.Equal(
            MappingFlags.HasFunctions | MappingFlags.HasFileNames | MappingFlags.HasLineNumbers | MappingFlags.HasInlineFrames,
            mapping.Flags);
    }

    [Fact]
    public async Task Without_debug_information_names_are_readable_all_the_same()
    {
        using RunningProgram program = Start();
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 200);
        Assert.Equal([Cook, "main"], profile.Samples.MaxBy(sample => sample.Count)!.Frames.Take(2));
        Assert.Contains(profile.Profile.Mappings, mapping => mapping.Flags == MappingFlags.HasFunctions);
    }

    [Fact]
    public void A_dump_tells_lines_and_inlined_functions()
    {
        using RunningProgram program = Start("-g");
        ThreadDump thread = new NativeStackDumper().Dump(new ProcessId(program.Id), CancellationToken.None).Threads[0];
        DumpFrame main = thread.Frames.Single(frame => frame.Function == "main");
        Assert.EndsWith("Native/hotspot.cpp", main.File, StringComparison.Ordinal);
        Assert.InRange(main.Line, 37, 42);
        Assert.Equal(Cook, thread.Frames[thread.Frames.ToList().IndexOf(main) - 1].Function);
    }

    private static RunningProgram Start(params string[] flags)
    {
        RunningProgram running = RunningProgram.Start(
            CompiledProgram.Compile("g++", "Native/hotspot.cpp", ["-O1", "-fno-omit-frame-pointer", "-mno-omit-leaf-frame-pointer", .. flags]));
        running.WaitForLine("ready");
        return running;
    }
}
