using Sonde.Collectors.Native;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>Time spent in the kernel, with the kernel's frames and without.</summary>
[Trait("Needs", "perf")]
public sealed class KernelStackTests
{
    [Fact]
    public async Task Kernel_frames_have_names_and_stand_above_the_system_call()
    {
        using RunningProgram program = Start();
        ProfileView profile = await NativeSampling.RunAsync(
            program.Id, 400, new NativeCollectorOptions { Rate = NativeSampling.Rate, IncludeKernel = true });
        Assert.True(profile.ShareOf("read_zeros") > 0.9, profile.ToString());
        Assert.True(profile.ShareOf("ksys_read") > 0.9, profile.ToString());
        SampleView sample = profile.Samples.MaxBy(sample => sample.Count)!;
        int kernel = sample.Frames.ToList().IndexOf("ksys_read"), user = sample.Frames.ToList().IndexOf("read_zeros");
        Assert.InRange(kernel, 0, user - 1);
        Assert.Contains(profile.Profile.Mappings, mapping =>
            profile.Profile.Strings[mapping.FileName] == WellKnownMappings.Kernel);
    }

    [Fact]
    public async Task Without_kernel_frames_the_time_counts_for_the_caller()
    {
        using RunningProgram program = Start();
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 400);
        Assert.True(profile.ShareOf("read_zeros") > 0.9, profile.ToString());
        Assert.DoesNotContain(profile.Samples, sample => sample.Frames.Contains("ksys_read"));
        Assert.All(profile.Samples, sample => Assert.NotEmpty(sample.Frames));
    }

    private static RunningProgram Start()
    {
        RunningProgram program = RunningProgram.Start(
            CProgram.Compile("Native/systemcall.c", SharesTests.FramePointers));
        program.WaitForLine("ready");
        return program;
    }
}
