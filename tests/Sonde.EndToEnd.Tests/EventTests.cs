using System.Globalization;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>Events, the whole host and cgroups by the command line.</summary>
[Trait("Needs", "root")]
[Trait("Needs", "perf")]
public sealed class EventTests
{
    [Fact]
    public void Off_cpu_time_is_shown_as_such()
    {
        using RunningProgram target = RunningProgram.Start("/bin/sleep", "60");
        Eventually.True(() => Observed.StatusOf(target.Id, "State").StartsWith('S') && File.ReadAllText($"/proc/{target.Id}/comm") == "sleep\n", "sleep");

        SondeResult result = SondeProgram.Run("profile", $"pid:{target.Id}", "--event", "off-cpu", "-d", "1s");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Matches("100.0 % of off-CPU time is in .*nanosleep", result.Output);
    }

    [Fact]
    public void The_list_tells_what_this_machine_lets_us_sample()
    {
        SondeResult result = SondeProgram.Run("profile", "--event", "list");

        Assert.True(result.ExitCode == 0, result.ToString());
        string possible = result.Output.Split("Cannot be sampled here:")[0];
        Assert.Contains("page-faults", possible);
        Assert.Contains("GROUP:NAME: ", possible);
        Assert.Matches("(?m)^  (off-cpu|.*, off-cpu)", possible);
        // Counters of the CPU are granted, or refused with a reason.
        Assert.Contains("instructions", result.Output);
    }

    [Fact]
    public void Several_events_are_refused_in_one_line()
    {
        SondeResult result = SondeProgram.Run("profile", $"pid:{Environment.ProcessId}", "--event", "cpu,page-faults");

        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith("sonde: --event cpu,page-faults names several events", result.Error);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void The_host_shows_processes_and_containers()
    {
        using RunningProgram outside = Targets.StartNative();
        using RuncContainer inside = RuncContainer.Start(new RuncOptions
        {
            Arguments = ["/burn"],
            Files = new Dictionary<string, string> { ["/burn"] = Targets.StaticNativePath },
        });
        inside.WaitForLine("ready");

        SondeResult result = SondeProgram.Run("profile", "host", "-d", "2s", "-r", "499", "-o", "pprof");

        Assert.True(result.ExitCode == 0, result.Error);
        Profile profile = result.Profile;
        Assert.Contains((inside.ProcessId, inside.Id), Containers(profile));
        Assert.Contains((outside.Id, ""), Containers(profile));
        Assert.True(profile.Mentions("burn_half"));
    }

    [Fact]
    public void A_cgroup_of_either_version_shows_its_own_processes_only()
    {
        string[] roots = [.. File.ReadLines("/proc/self/mountinfo")
            .Select(line => line.Split(' '))
            .Where(fields => fields.Contains("cgroup2") || (fields.Contains("cgroup") && fields[4].EndsWith("/cpu", StringComparison.Ordinal)))
            .Select(fields => fields[4])];
        Assert.NotEmpty(roots);
        foreach (string root in roots)
        {
            string name = $"sonde-test-{Guid.NewGuid():N}", folder = $"{root}/{name}";
            using RunningProgram member = Targets.StartNative(), stranger = Targets.StartNative();
            Directory.CreateDirectory(folder);
            try
            {
                File.WriteAllText($"{folder}/cgroup.procs", member.Id.ToString(CultureInfo.InvariantCulture));

                SondeResult result = SondeProgram.Run("profile", "host", "--cgroup", name, "-d", "1s", "-r", "499", "-o", "pprof");

                Assert.True(result.ExitCode == 0, $"{root}\n{result.Error}");
                Assert.Equal([member.Id], Containers(result.Profile).Select(found => found.Process).Distinct());
                Assert.True(result.Profile.Mentions("burn_half"));
            }
            finally
            {
                member.Process.Kill();
                member.WaitForExit();
                Eventually.True(() => TryRemove(folder), "the cgroup is empty");
            }
        }
    }

    [Theory]
    [InlineData(3, "there is no event 'of-cpu'", "host", "-e", "of-cpu")]
    [InlineData(3, "this kernel has no tracepoint sched:nothing", "host", "-e", "sched:nothing")]
    [InlineData(3, "there is no cgroup 'no-such-group'", "host", "--cgroup", "no-such-group")]
    [InlineData(2, "--cgroup restricts host", "pid:1", "--cgroup", "x")]
    [InlineData(2, "--rate does not go with off-cpu", "host", "-e", "off-cpu", "-r", "10")]
    [InlineData(2, "--wakers goes with off-cpu and wall only", "host", "--wakers")]
    public void What_does_not_go_together_is_told_in_one_line(int code, string start, params string[] arguments)
    {
        SondeResult result = SondeProgram.Run(["profile", .. arguments]);

        Assert.Equal(code, result.ExitCode);
        Assert.StartsWith($"sonde: {start}", result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_right_to_tracepoints_off_cpu_time_is_taken_from_the_count_of_switches()
    {
        using RunningProgram target = RunningProgram.Start("/usr/bin/setpriv", "--reuid=nobody", "--clear-groups", "/bin/sleep", "60");
        Eventually.True(() => File.ReadAllText($"/proc/{target.Id}/comm") == "sleep\n", "sleep");

        SondeResult result = SondeProgram.Run(
            ["setpriv", "--reuid=nobody", "--clear-groups", "--inh-caps=-all,+perfmon", "--ambient-caps=+perfmon", "--bounding-set=-all,+perfmon"],
            "profile", $"pid:{target.Id}", "-e", "off-cpu", "-d", "1s", "-o", "json");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("context-switches instead of sched:sched_switch", result.Output, StringComparison.Ordinal);
        Assert.Contains("nanosleep", result.Output, StringComparison.Ordinal);
    }

    private static HashSet<(int Process, string Container)> Containers(Profile profile)
    {
        var found = new HashSet<(int, string)>();
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            Label[] labels = profile.LabelSets.ToArray(profile.LabelsOf(sample).Index);
            Label process = labels.First(label => profile.Strings[label.Key] == LabelNames.ProcessId);
            Label container = labels.FirstOrDefault(label => profile.Strings[label.Key] == LabelNames.Container);
            found.Add(((int)process.Number, profile.Strings[container.Text]));
        }

        return found;
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
