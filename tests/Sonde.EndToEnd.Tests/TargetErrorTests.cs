using System.Diagnostics;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>What a user reads when a target cannot be seen: one line that says what to do next.</summary>
[Trait("Needs", "root")]
public sealed class TargetErrorTests
{
    /// <summary>kthreadd, the parent of all kernel threads.</summary>
    private const int KernelThread = 2;

    [Theory]
    [InlineData("profile")]
    [InlineData("dump")]
    [InlineData("inspect")]
    public void No_such_process(string command) =>
        Assert.StartsWith("sonde: there is no process 4194303: ", Error(command, "pid:4194303"), StringComparison.Ordinal);

    [Theory]
    [InlineData("profile")]
    [InlineData("dump")]
    public void A_kernel_thread(string command) =>
        Assert.Contains("is a kernel thread", Error(command, $"pid:{KernelThread}"), StringComparison.Ordinal);

    [Fact]
    public void A_zombie()
    {
        const string NeverReaps = "import os, time\npid = os.fork()\nif pid == 0: os._exit(0)\nprint(pid, flush=True)\ntime.sleep(600)";
        using RunningProgram parent = RunningProgram.Start(Targets.Python, "-c", NeverReaps);
        int child = int.Parse(parent.WaitForLine(""));
        Eventually.True(() => Observed.StatusOf(child, "State").StartsWith('Z'), "the child is a zombie");

        Assert.Contains("is a zombie", Error("profile", $"pid:{child}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_thread_names_its_process()
    {
        using RunningProgram target = Targets.StartPython();
        int thread = Directory.GetDirectories($"/proc/{target.Id}/task").Select(path => int.Parse(Path.GetFileName(path))).Max();
        Assert.NotEqual(target.Id, thread);

        Assert.Contains($"use pid:{target.Id}", Error("profile", $"pid:{thread}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("dump")]
    public void A_foreign_python_process_names_the_capability(string command)
    {
        using RunningProgram target = Targets.StartPython();

        Assert.Matches("CAP_SYS_PTRACE|CAP_PERFMON", ErrorAsNobody(command, $"pid:{target.Id}"));
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("dump")]
    public void A_foreign_native_process_names_the_capability_or_the_sysctl(string command)
    {
        using RunningProgram target = Targets.StartNative();

        Assert.Matches("CAP_SYS_PTRACE|CAP_PERFMON|perf_event_paranoid", ErrorAsNobody(command, $"pid:{target.Id}"));
    }

    [Theory]
    [InlineData("image:/no/such.tar", "there is no file or folder /no/such.tar: ")]
    [InlineData("image:/etc/passwd", "/etc/passwd cannot be read as an image: it is no tar archive ")]
    [InlineData("root:/no/such", "there is no folder /no/such: ")]
    [InlineData("root:/etc/passwd", "/etc/passwd is no folder: for an image file write image:/etc/passwd")]
    [InlineData("container:no-such-container-as-this", "there is no container 'no-such-container-as-this': ")]
    public void What_is_not_there_or_no_image_cannot_be_inspected(string target, string expected) =>
        Assert.StartsWith("sonde: " + expected, Error("inspect", target), StringComparison.Ordinal);

    [Fact]
    public void A_folder_that_may_not_be_looked_into_is_not_taken_for_an_empty_one()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sonde-root-"); // for its owner only
        try
        {
            Assert.Equal($"sonde: reading {folder} is not permitted: run as a user who may, or as root", ErrorAsNobody("inspect", $"root:{folder}", "--entrypoint", "/app"));
        }
        finally
        {
            folder.Delete();
        }
    }

    [Fact]
    public void A_command_that_does_not_exist() =>
        Assert.StartsWith(
            "sonde: cannot start 'no-such-program': there is no such program",
            Error("profile", "--", "no-such-program"),
            StringComparison.Ordinal);

    [Fact]
    public void A_command_that_is_no_program() =>
        Assert.Contains("permission denied", Error("profile", "--", "/etc/passwd"), StringComparison.Ordinal);

    [Fact]
    public void A_missing_folder_is_told_before_sampling()
    {
        using RunningProgram target = Targets.StartNative();

        string error = Error("profile", $"pid:{target.Id}", "-o", "/no/such/folder/x.pb.gz");

        Assert.Equal("sonde: cannot write /no/such/folder/x.pb.gz: the folder /no/such/folder does not exist: create it first (mkdir -p /no/such/folder)", error);
    }

    [Fact]
    public void A_folder_that_the_user_may_not_write_is_told_before_sampling() =>
        Assert.Contains(
            "the folder / may not be written by this user",
            ErrorAsNobody("profile", "-o", "/x.pb.gz", "--", "sleep", "0"),
            StringComparison.Ordinal);

    [Fact]
    public void A_full_disk_leaves_nothing_broken()
    {
        string folder = Directory.CreateTempSubdirectory("sonde-full-").FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", folder);
        try
        {
            using RunningProgram target = Targets.StartNative();
            string path = Path.Combine(folder, "profile.json");
            File.WriteAllBytes(Path.Combine(folder, "filler"), new byte[4096]);

            SondeResult result = SondeProgram.Run("profile", $"pid:{target.Id}", "-d", "1s", "-o", path);

            Assert.Equal(3, result.ExitCode);
            Assert.Equal($"sonde: cannot write {path}: the disk is full: free some space, or choose another place with -o", result.ErrorLines[^1]);
            Assert.Equal([Path.Combine(folder, "filler")], Directory.GetFiles(folder));
        }
        finally
        {
            Run("umount", folder);
            Directory.Delete(folder);
        }
    }

    /// <summary>The last line of stderr, which is the only one beside the start of sampling.</summary>
    private static string Error(params string[] arguments) => ErrorBehind([], arguments);

    private static string ErrorAsNobody(params string[] arguments) =>
        ErrorBehind(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"], arguments);

    private static string ErrorBehind(IReadOnlyList<string> wrapper, string[] arguments)
    {
        SondeResult result = SondeProgram.Run(wrapper, arguments);
        Assert.True(result.ExitCode == 3, result.ToString());
        Assert.Empty(result.Bytes);
        Assert.All(result.ErrorLines, line => Assert.StartsWith("sonde: ", line, StringComparison.Ordinal));
        Assert.InRange(result.ErrorLines.Length, 1, 2);
        return result.ErrorLines[^1];
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} failed");
    }
}
