using Sonde.Collectors.Python;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>What threads do is said as it is, on programs whose threads do one thing each.</summary>
[Trait("Needs", "python3.13")]
public sealed class StateTests
{
    private const string Holds = "running, holds the GIL", Waits = "waiting for the GIL";

    /// <summary>One of each way in which the GIL is kept, and what does not depend on the version with two of them.</summary>
    public static TheoryData<string> Gils => ["3.9", "3.11", "3.13", "3.14"];

    public static TheoryData<string> Versions => ["3.11", "3.13"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Wall_time_shows_every_thread_in_its_state(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "states.py", "digest");
        PythonProfile profile = await PythonProfile.SampleAsync(PythonEvent.Wall, rate: 99, samples: 600, program.Id);

        foreach ((string function, string state) in (IEnumerable<(string, string)>)
            [("in_sleep", "blocked in clock_nanosleep"), ("in_recv", "blocked in recvfrom"), ("in_lock", "blocked in futex"),
             ("in_epoll", "blocked in epoll_wait")])
        {
            Assert.True(
                profile.TimeShare(sample => sample.State == state, sample => sample.Leaf.Function == function) > 0.999, $"{function}: {profile}");
        }

        // Hashing runs without the GIL, on a CPU or waiting for one.
        Assert.True(
            profile.TimeShare(sample => sample.State is "running" or "runnable", sample => sample.Contains("digest")) > 0.9, profile.ToString());
        Assert.True(profile.Total > 500, profile.ToString());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Each_thread_gets_the_time_that_it_lived(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "states.py", "spin", "spin");
        PythonProfile profile = await PythonProfile.SampleAsync(PythonEvent.Wall, rate: 99, samples: 600, program.Id);

        Assert.Equal(SampleType.Wall, profile.Profile.SampleTypes[1]);
        long[] times = [.. profile.Samples.GroupBy(sample => sample.ThreadId).Select(group => group.Sum(sample => sample.Nanoseconds))];
        Assert.Equal(7, times.Length);
        double duration = profile.Profile.DurationNanoseconds;
        Assert.All(times, time => Assert.InRange(time, duration * 0.8, duration * 1.001));
    }

    [Theory]
    [MemberData(nameof(Gils))]
    public async Task Threads_that_spin_hold_the_GIL_or_wait_for_it(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "states.py", "spin", "spin", "spin");
        PythonProfile profile = await PythonProfile.SampleAsync(PythonEvent.Wall, rate: 199, samples: 3200, program.Id);
        static bool Spins(PythonSample sample) => sample.Leaf.Function == "spin";
        double holds = profile.TimeShare(sample => sample.State.EndsWith("holds the GIL", StringComparison.Ordinal), Spins);
        double waits = profile.TimeShare(sample => sample.State == Waits, Spins);

        // One of three has it; woken up to ask for it again a thread runs for a moment, or is about to.
        Assert.InRange(holds, 0.2, 0.45);
        Assert.InRange(waits, 0.3, 0.75);
        Assert.DoesNotContain(profile.Samples, sample => sample.State == Waits && !Spins(sample) && sample.Leaf.Function != "<module>");
        Assert.Matches(@"^held \d+ % of the time, threads waited for it \d+ % of the time that they could have run$", profile.Quality.Notes[NoteNames.Gil]);
    }

    [Theory]
    [MemberData(nameof(Gils))]
    public async Task The_GIL_event_shows_only_who_holds_it(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "states.py", "spin", "spin", "digest");
        PythonProfile profile = await PythonProfile.SampleAsync(PythonEvent.Gil, rate: 199, samples: 200, program.Id);

        Assert.Equal(SampleType.Gil, profile.Profile.SampleTypes[1]);
        Assert.All(profile.Samples, sample => Assert.EndsWith("holds the GIL", sample.State, StringComparison.Ordinal));
        Assert.True(profile.Share(sample => sample.Contains("spin")) > 0.95, profile.ToString());
        // Somebody holds it all the time; what is missing is the time until the first tick.
        long duration = profile.Profile.DurationNanoseconds;
        Assert.InRange(profile.Samples.Sum(sample => sample.Nanoseconds), duration / 4, duration);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Time_on_a_CPU_tells_with_and_without_the_GIL(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "states.py", "spin", "digest");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 300, program.Id);

        Assert.True(profile.TimeShare(sample => sample.State == Holds, sample => sample.Leaf.Function == "spin") > 0.7, profile.ToString());
        Assert.True(profile.TimeShare(sample => sample.State == "running", sample => sample.Leaf.Function == "digest") > 0.8, profile.ToString());
    }
}
