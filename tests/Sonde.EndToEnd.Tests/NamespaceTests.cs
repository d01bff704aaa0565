using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary><c>sonde exec</c> and <c>sonde cp</c> with a real container without a shell.</summary>
[Trait("Needs", "root")]
[Trait("Needs", "runc")]
public sealed class NamespaceTests
{
    [Fact]
    public void A_command_runs_in_chosen_namespaces_and_its_exit_code_comes_back()
    {
        using RuncContainer target = Start();

        SondeResult network = SondeProgram.Run("exec", $"container:{target.Id}", "--net", "--", "sh", "-c", "readlink /proc/self/ns/net /proc/self/ns/mnt; exit 7");
        SondeResult files = SondeProgram.Run("exec", $"container:{target.Id}", "--mount", "--", "sh");
        SondeResult killed = SondeProgram.Run("exec", $"container:{target.Id}", "--pid", "--", "sh", "-c", "kill -9 $$");

        string[] links = network.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, network.ExitCode);
        Assert.Equal(Link(target.ProcessId, "net"), links[0]);
        Assert.Equal(Link(Environment.ProcessId, "mnt"), links[1]);
        Assert.Equal(137, killed.ExitCode);
        // In its files there is no shell.
        Assert.Equal(3, files.ExitCode);
        Assert.Contains("cannot start 'sh'", files.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_come_out_of_a_container_and_go_back()
    {
        using RuncContainer target = Start();
        string folder = Directory.CreateTempSubdirectory("sonde-cp-").FullName;
        try
        {
            SondeResult outwards = SondeProgram.Run("cp", $"container:{target.Id}:/burn", $"{folder}/copy");
            SondeResult back = SondeProgram.Run("cp", $"{folder}/copy", $"container:{target.Id}:/tmp/again");
            SondeResult same = SondeProgram.Run("cp", $"container:{target.Id}:/tmp/again", $"{folder}/copy");

            Assert.True(outwards.ExitCode == 0, outwards.ToString());
            Assert.Equal(File.ReadAllBytes(Targets.StaticNativePath), File.ReadAllBytes($"{folder}/copy"));
            Assert.True(back.ExitCode == 0, back.ToString());
            Assert.Contains("1 the same already", same.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Link(int process, string kind) => new FileInfo($"/proc/{process}/ns/{kind}").LinkTarget!;

    private static RuncContainer Start()
    {
        RuncContainer target = RuncContainer.Start(new RuncOptions
        {
            Arguments = ["/burn"],
            Files = new Dictionary<string, string> { ["/burn"] = Targets.StaticNativePath },
        });
        target.WaitForLine("ready");
        return target;
    }
}
