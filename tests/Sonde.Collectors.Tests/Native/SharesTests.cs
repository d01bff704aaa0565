using System.Diagnostics;
using Sonde.Collectors.Native;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>Programs with known shares of CPU time.</summary>
[Trait("Needs", "perf")]
public sealed class SharesTests
{
    private const double Tolerance = 0.06;

    internal static readonly string[] FramePointers =
        ["-O1", "-fno-omit-frame-pointer", "-mno-omit-leaf-frame-pointer", "-fno-optimize-sibling-calls"];

    [Fact]
    public Task A_static_program_shows_its_shares() => CheckSharesAsync(Compile("-static"));

    [Fact]
    public Task A_dynamic_program_shows_its_shares() => CheckSharesAsync(Compile());

    [Fact]
    public Task A_program_stripped_to_its_dynamic_symbols_shows_its_shares() => CheckSharesAsync(Compile("-rdynamic", "-s"));

    [Fact]
    public async Task A_program_in_a_container_is_named_from_the_containers_own_files()
    {
        using RuncContainer container = RuncContainer.Start(new RuncOptions
        {
            Arguments = ["/only/inside/shares"],
            Files = new Dictionary<string, string> { ["/only/inside/shares"] = Compile("-static") },
        });
        container.WaitForLine("ready");
        ProfileView profile = await NativeSampling.RunAsync(container.ProcessId, 1000);
        CheckShares(profile);
        Assert.All(profile.Samples, sample => Assert.Equal(container.ProcessId, sample.ProcessId));
    }

    [Fact]
    public async Task Mappings_have_link_time_addresses_and_build_ids()
    {
        string program = Compile();
        using RunningProgram first = Start(program), second = Start(program);
        ProfileView profile = await NativeSampling.RunAsync(first.Id, 300, meanwhile: collector =>
        {
            collector.Attach(new Linux.Procfs.ProcessId(second.Id));
            return Task.CompletedTask;
        });
        Mapping[] mappings = [.. profile.Profile.Mappings.Where(mapping => profile.Profile.Strings[mapping.FileName] == program)];
        Mapping mapping = Assert.Single(mappings);
        Assert.Matches("^[0-9a-f]{40}$", profile.Profile.Strings[mapping.BuildId]);
        Assert.Contains(profile.Profile.Strings[mapping.BuildId], RunTool("readelf", "-n", program), StringComparison.Ordinal);
        ulong address = profile.Profile.Locations.First(location =>
            location.Lines != LineListId.Empty && profile.Profile.Mappings[location.Mapping.Index] == mapping).Address;
        Assert.InRange(address, mapping.Start, mapping.Limit - 1);
        Assert.Equal(2, profile.Samples.Select(sample => sample.ProcessId).Distinct().Count());
    }

    [Fact]
    public async Task Many_threads_are_sampled_also_those_that_come_later()
    {
        const int Threads = 150;
        using RunningProgram program = Start(Compile("-pthread"), $"threads={Threads}");
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 2500, meanwhile: _ =>
        {
            program.WaitForLine("threads");
            return Task.CompletedTask;
        });
        CheckShares(profile);
        int seen = profile.Samples.Select(sample => sample.ThreadId).Distinct().Count();
        Assert.True(seen > Threads * 0.9, $"{seen} threads\n{profile}");
        Assert.Contains(profile.Samples, sample => sample.Thread == "worker-149");
        Assert.All(profile.Samples, sample => Assert.Equal("shares", sample.Process));
    }

    [Fact]
    public async Task Whole_CPUs_are_watched_when_there_are_too_many_threads_for_events()
    {
        using RunningProgram program = Start(Compile()), other = Start(Compile("-static"));
        ProfileView profile = await NativeSampling.RunAsync(
            program.Id, 1000, new NativeCollectorOptions { Rate = NativeSampling.Rate, MaxEvents = 0 });
        CheckShares(profile);
        Assert.All(profile.Samples, sample => Assert.Equal(program.Id, sample.ProcessId));
        Assert.Contains("whole CPUs", profile.Profile.Quality.Notes["scope"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task CPU_time_is_told_as_the_kernel_counts_it()
    {
        using RunningProgram program = Start(Compile("-static"));
        var proc = new Linux.Procfs.ProcFileSystem();
        var id = new Linux.Procfs.ProcessId(program.Id);
        ulong before = proc.TryReadStat(id)!.UserTicks + proc.TryReadStat(id)!.SystemTicks;
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 600);
        ulong after = proc.TryReadStat(id)!.UserTicks + proc.TryReadStat(id)!.SystemTicks;
        double kernel = (after - before) / (double)Linux.Procfs.ProcessStat.TicksPerSecond;
        double sampled = profile.Samples.Sum(sample => sample.Nanoseconds) / 1e9;
        Assert.InRange(sampled, (kernel * 0.85) - 0.05, (kernel * 1.1) + 0.05);
    }

    internal static string Compile(params string[] flags) => CProgram.Compile("Native/shares.c", [.. FramePointers, .. flags]);

    private static async Task CheckSharesAsync(string path)
    {
        using RunningProgram program = Start(path);
        CheckShares(await NativeSampling.RunAsync(program.Id, 1200));
    }

    private static void CheckShares(ProfileView profile)
    {
        string text = profile.ToString();
        double fifty = Under("spend_fifty"), thirty = Under("spend_thirty"), twenty = Under("spend_twenty");
        Assert.True(Math.Abs(fifty - 0.5) < Tolerance, text);
        Assert.True(Math.Abs(thirty - 0.3) < Tolerance, text);
        Assert.True(Math.Abs(twenty - 0.2) < Tolerance, text);
        // The chain is complete: whoever is under a leaf is called from work_forever through round_of_work.
        foreach (SampleView sample in profile.Samples.Where(sample => sample.Frames[0] == "spend_fifty"))
        {
            Assert.Equal(["spend_fifty", "round_of_work", "work_forever"], sample.Frames.Take(3));
            Assert.Contains(sample.Frames[3], new[] { "main", "in_thread" });
        }

        Assert.Equal(0, profile.Profile.Quality.Lost);
        Assert.Equal(profile.Total, profile.Profile.Quality.Samples);

        double Under(string function) => profile.ShareOf(function) / profile.ShareOf("round_of_work");
    }

    private static RunningProgram Start(string program, params string[] arguments)
    {
        RunningProgram running = RunningProgram.Start(program, arguments);
        running.WaitForLine("ready");
        return running;
    }

    private static string RunTool(string tool, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
