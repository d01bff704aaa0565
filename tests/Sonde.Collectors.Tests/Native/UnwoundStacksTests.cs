using Sonde.Collectors.Native;
using Sonde.Linux.Unwind;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>Programs as they are built for production: no frame pointers. Their stacks come from unwind information.</summary>
[Trait("Needs", "perf")]
public sealed class UnwoundStacksTests
{
    private const double Tolerance = 0.06;

    public static TheoryData<string, string> Flavours => new()
    {
        { "gcc", "-O2 -fomit-frame-pointer" },
        { "gcc", "-O3 -fomit-frame-pointer -static-pie" },
        { "gcc", "-O2 -fomit-frame-pointer -rdynamic -s" },
        { "gcc", "-Os -fomit-frame-pointer -static" },
        { "clang-14", "-O2 -fomit-frame-pointer" },
        { "musl-gcc", "-O2 -fomit-frame-pointer -fasynchronous-unwind-tables -static" },
    };

    [Theory]
    [MemberData(nameof(Flavours))]
    public async Task A_program_without_frame_pointers_shows_its_shares(string compiler, string flags)
    {
        using RunningProgram program = Start(compiler, flags);
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 1200);
        CheckShares(profile, "main");
    }

    [Fact]
    public async Task Threads_without_frame_pointers_show_their_shares()
    {
        using RunningProgram program = Start("gcc", "-O2 -fomit-frame-pointer -pthread", "threads=20");
        program.WaitForLine("threads");
        CheckShares(await NativeSampling.RunAsync(program.Id, 1500), "in_thread");
    }

    [Fact]
    public async Task Frame_pointers_alone_do_not_show_these_programs()
    {
        // What the other tests of this class would see without the unwinder: that they can fail.
        using RunningProgram program = Start("gcc", "-O2 -fomit-frame-pointer");
        ProfileView profile = await NativeSampling.RunAsync(
            program.Id, 500, new NativeCollectorOptions { Rate = NativeSampling.Rate, StackBytes = 0 });
        Assert.True(profile.ShareOf("main") < 0.5, profile.ToString());
    }

    [Fact]
    public async Task Exceptions_and_templates_have_complete_stacks()
    {
        string header = Path.GetDirectoryName(TargetSources.PathOf("Unwind/stops.h"))!;
        string path = CProgram.CompileWith("g++", "Unwind/exceptions.cc", "-O2", "-fomit-frame-pointer", $"-I{header}");
        using RunningProgram program = RunningProgram.Start(path);
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 1500);
        Assert.True(profile.ShareOf("main") > 0.99, profile.ToString());
        Assert.True(profile.ShareOf("_Unwind_RaiseException") > 0.01, profile.ToString());
        CheckQuality(profile);
    }

    [Fact]
    public async Task A_stack_deeper_than_the_copy_is_told_to_be_cut()
    {
        using RunningProgram program = RunningProgram.Start(CProgram.CompileText("deep", DeepSource, "-O1", "-fomit-frame-pointer"));
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 200);
        Assert.True(profile.Profile.Quality.Truncated > 0.9 * profile.Total, $"{profile.Profile.Quality.Truncated} of {profile.Total}");
        Assert.Equal("spin", profile.Samples[0].Frames[0]);
        Assert.True(profile.Samples[0].Frames.Count > 50, profile.ToString());
    }

    private const string DeepSource = """
        volatile unsigned sink;
        __attribute__((noinline)) void spin(void) { for (;;) sink++; }
        __attribute__((noinline)) unsigned descend(unsigned depth)
        {
            volatile char room[200];
            room[depth % 200] = 1;
            if (depth == 0)
                spin();
            return descend(depth - 1) + room[depth % 100];
        }
        int main(void) { return (int)descend(1000); }
        """;

    private static void CheckShares(ProfileView profile, string root)
    {
        string text = profile.ToString();
        Assert.True(Math.Abs(Under("spend_fifty") - 0.5) < Tolerance, text);
        Assert.True(Math.Abs(Under("spend_thirty") - 0.3) < Tolerance, text);
        Assert.True(Math.Abs(Under("spend_twenty") - 0.2) < Tolerance, text);
        foreach (SampleView sample in profile.Samples.Where(sample => sample.Frames[0] == "spend_fifty"))
            Assert.Equal(["spend_fifty", "round_of_work", "work_forever", root], sample.Frames.Take(4));
        CheckQuality(profile);

        double Under(string function) => profile.ShareOf(function) / profile.ShareOf("round_of_work");
    }

    private static void CheckQuality(ProfileView profile)
    {
        long failed = profile.Profile.Quality.UnwindFailed.Values.Sum();
        Assert.True(
            failed < 0.01 * profile.Total,
            $"{failed} of {profile.Total}: {string.Join(", ", profile.Profile.Quality.UnwindFailed)}\n{profile}");
        Assert.Equal(0, profile.Profile.Quality.Lost);
        Assert.All(profile.Profile.Quality.UnwindFailed.Keys, name => Assert.Contains(name, Enum.GetValues<UnwindStop>().Select(stop => stop.ToName())));
    }

    private static RunningProgram Start(string compiler, string flags, params string[] arguments)
    {
        string path = CProgram.CompileWith(compiler, "Native/shares.c", [.. flags.Split(' '), "-fno-optimize-sibling-calls"]);
        RunningProgram program = RunningProgram.Start(path, arguments);
        program.WaitForLine("ready");
        return program;
    }
}
