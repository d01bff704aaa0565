using System.Text.Json;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>Containers without a shell, sampled from the host and from a second container that joins their PID namespace.</summary>
[Trait("Needs", "root")]
[Trait("Needs", "runc")]
[Trait("Needs", "perf")]
public sealed class ContainerTests
{
    private static readonly Dictionary<string, string> Libraries = new()
    {
        ["/usr/lib"] = "/usr/lib",
        ["/lib"] = "/usr/lib",
        ["/lib64"] = "/usr/lib64",
    };

    [Fact]
    public void A_python_container_is_sampled_from_the_host_by_name()
    {
        using RuncContainer target = StartPython();

        SondeResult result = SondeProgram.Run("profile", $"container:{target.Id}", "-d", "2s", "-r", "997", "-o", "pprof");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.True(result.Profile.SelfShare("slow_checksum") > 0.5, result.Error);
        Assert.Equal(target.Id, result.Profile.Quality.Notes["container"]);
        string[] labels = [.. result.Profile.LabelSets.ToArray(result.Profile.LabelsOf(0).Index).Select(label => result.Profile.Strings[label.Text])];
        Assert.Contains(target.Id, labels);
    }

    [Fact]
    public void A_native_container_is_sampled_from_the_host_by_the_beginning_of_its_id()
    {
        using RuncContainer target = StartNative();

        SondeResult result = SondeProgram.Run("profile", $"container:{target.Id[..^2]}", "-d", "2s", "-r", "997", "-o", "pprof");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.InRange(result.Profile.SelfShare("burn_half"), 0.3, 0.7);
    }

    [Fact]
    public void A_python_container_is_sampled_from_inside()
    {
        using RuncContainer target = StartPython();

        string output = RunInside(target, "profile", "pid:1", "-d", "2s", "-r", "997", "-o", "json");

        Assert.True(HottestOf(output) == "slow_checksum", output);
    }

    [Fact]
    public void A_native_container_is_sampled_from_inside()
    {
        using RuncContainer target = StartNative();

        string output = RunInside(target, "profile", "pid:1", "-d", "2s", "-r", "997", "-o", "json");

        Assert.True(HottestOf(output) == "burn_half", output);
    }

    [Fact]
    public void A_container_that_does_not_exist_names_near_ones()
    {
        using RuncContainer target = StartNative();
        string wrong = $"{target.Id[..^1]}!";

        SondeResult result = SondeProgram.Run("profile", $"container:{wrong}");

        Assert.Equal(3, result.ExitCode);
        string line = Assert.Single(result.ErrorLines);
        Assert.StartsWith($"sonde: there is no container '{wrong}'", line, StringComparison.Ordinal);
        Assert.Contains($"did you mean {target.Id}", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_fits_several_containers_lists_them()
    {
        string stem = $"sonde-e2e-{Guid.NewGuid():N}";
        using RuncContainer first = StartNative($"{stem}-first"), second = StartNative($"{stem}-second");

        SondeResult result = SondeProgram.Run("profile", $"container:{stem}");

        Assert.Equal(3, result.ExitCode);
        string line = Assert.Single(result.ErrorLines);
        Assert.Contains(first.Id, line, StringComparison.Ordinal);
        Assert.Contains(second.Id, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_containers_complete()
    {
        using RuncContainer target = StartNative();

        SondeResult result = SondeProgram.Run("complete-words", "--", "profile", $"container:{target.Id[..^4]}");

        Assert.Equal($"container:{target.Id}\n", result.Output);
    }

    private static RuncContainer StartNative(string? id = null) => Ready(RuncContainer.Start(new RuncOptions
    {
        Id = id,
        Arguments = ["/burn"],
        Files = new Dictionary<string, string> { ["/burn"] = Targets.StaticNativePath },
    }));

    private static RuncContainer StartPython() => Ready(RuncContainer.Start(new RuncOptions
    {
        Arguments = [Targets.Python, "/app/burn.py"],
        Files = new Dictionary<string, string> { [Targets.Python] = Targets.Python, ["/app/burn.py"] = Targets.PythonPath },
        Binds = Libraries,
    }));

    private static string? HottestOf(string json) =>
        JsonDocument.Parse(json).RootElement.GetProperty("functions")[0].GetProperty("name").GetString();

    private static RuncContainer Ready(RuncContainer container)
    {
        container.WaitForLine("ready");
        return container;
    }

    /// <summary>Runs the program as an ephemeral container would: beside the target, in its PID namespace, with two capabilities.</summary>
    private static string RunInside(RuncContainer target, params string[] arguments)
    {
        var binds = new Dictionary<string, string>(Libraries) { ["/sonde"] = SondeProgram.Folder };
        if (SondeProgram.RuntimeFolder is { } runtime)
            binds.Add("/dotnet", runtime);
        string[] words = SondeProgram.RuntimeFolder is null ? ["/sonde/sonde"] : ["/dotnet/dotnet", "/sonde/sonde.dll"];
        using RuncContainer inside = RuncContainer.Start(new RuncOptions
        {
            Arguments = [.. words, .. arguments],
            Binds = binds,
            User = 0,
            Capabilities = ["CAP_SYS_PTRACE", "CAP_PERFMON"],
            JoinPidNamespaceOf = target.ProcessId,
            MemoryLimitBytes = 512 << 20,
        });
        // The end of the JSON document.
        inside.WaitForLine("}");
        return string.Join('\n', inside.Output);
    }
}
