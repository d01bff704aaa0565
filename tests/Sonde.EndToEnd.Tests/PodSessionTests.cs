using System.Text.Json;

namespace Sonde.EndToEnd.Tests;

/// <summary>debug, exec, cp and preflight in pods of a real cluster (<c>eng/cluster-test</c>).</summary>
[Trait("Needs", "cluster")]
public sealed class PodSessionTests
{
    [Theory]
    [InlineData("privileged", "uid=0")]
    [InlineData("restricted", "uid=1234")]
    public async Task A_command_of_ours_runs_beside_the_target(string level, string user)
    {
        await using PodCluster cluster = await PodCluster.CreateAsync(level);
        await cluster.StartAsync("burn");

        SondeResult result = SondeProgram.Run("debug", "pod/burn", "-n", cluster.Namespace, "--", "sh", "-c", "id; ls /proc/1/root/usr/bin/python3; exit 5");

        Assert.True(result.ExitCode == 5, result.ToString());
        Assert.Contains(user, result.Output, StringComparison.Ordinal);
        Assert.Contains("/proc/1/root/usr/bin/python3", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_of_the_pods_own_files_runs_and_files_are_copied_out_and_in()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn");
        string folder = Directory.CreateTempSubdirectory("sonde-cp-").FullName;
        await File.WriteAllBytesAsync($"{folder}/data", [0, 1, 2, 255], TestContext.Current.CancellationToken);
        try
        {
            SondeResult into = SondeProgram.Run("cp", $"{folder}/data", "pod/burn:/tmp/data", "-n", cluster.Namespace);
            SondeResult owner = SondeProgram.Run(
                "exec", "pod/burn", "-n", cluster.Namespace, "--", "/usr/bin/python3", "-c", "import os; print(os.stat('/tmp/data').st_uid, open('/tmp/data','rb').read())");
            SondeResult back = SondeProgram.Run("cp", "pod/burn:/tmp/data", $"{folder}/back", "-n", cluster.Namespace);

            Assert.True(into.ExitCode == 0, into.ToString());
            Assert.True(owner.ExitCode == 0, owner.ToString());
            Assert.Equal("1234 b'\\x00\\x01\\x02\\xff'\n", owner.Output);
            Assert.True(back.ExitCode == 0, back.ToString());
            Assert.Equal([0, 1, 2, 255], await File.ReadAllBytesAsync($"{folder}/back", TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_node_is_entered_and_its_pod_goes_again()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn");
        JsonElement preflight = JsonDocument.Parse(SondeProgram.Run("preflight", "pod/burn", "-n", cluster.Namespace, "-o", "json").Output).RootElement;
        string title = preflight.GetProperty("title").GetString()!, node = title.Split("on node ")[1].Split(',')[0];

        SondeResult result = SondeProgram.Run("debug", $"node/{node}", "-n", cluster.Namespace, "--", "ls", "/host");
        SondeResult left = SondeProgram.Run("debug", "--list", "-n", cluster.Namespace);

        Assert.Equal("yes", preflight.GetProperty("tiers").GetProperty("SYS_PTRACE").GetString());
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("etc\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("nothing that Sonde has made is left", left.Error, StringComparison.Ordinal);
    }
}
