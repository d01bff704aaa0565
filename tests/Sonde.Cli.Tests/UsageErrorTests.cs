namespace Sonde.Cli.Tests;

public sealed class UsageErrorTests
{
    [Theory]
    [InlineData("unknown command 'profil': did you mean 'profile'? (see 'sonde --help')", "profil", "pid:1")]
    [InlineData("unknown command 'zzz' (see 'sonde --help')", "zzz")]
    [InlineData("unknown option '--duraton': did you mean '--duration'? (see 'sonde profile --help')", "profile", "pid:1", "--duraton", "5s")]
    [InlineData("unknown option '--hz' (see 'sonde profile --help')", "profile", "pid:1", "--hz=5")]
    [InlineData("option '--duration' needs a value (see 'sonde profile --help')", "profile", "pid:1", "--duration")]
    [InlineData("option '--rate' was given more than once (see 'sonde profile --help')", "profile", "pid:1", "--rate", "1", "--rate", "2")]
    [InlineData("TARGET is missing: pid:N, container:X, host, pod/NAME, deploy/NAME, sts/NAME, ds/NAME, job/NAME, svc/NAME, node/NAME or -- COMMAND ARGS", "profile")]
    [InlineData("TARGET is missing: pid:N, container:X, pod/NAME, deploy/NAME, sts/NAME, ds/NAME, job/NAME or svc/NAME", "dump")]
    [InlineData("'4711' is no target: did you mean pid:4711?", "profile", "4711")]
    [InlineData("'node/x' is no target: a target is pid:N, container:X, pod/NAME, deploy/NAME, sts/NAME, ds/NAME, job/NAME or svc/NAME", "dump", "node/x")]
    [InlineData("'pid:abc' names no process: N in pid:N is a process ID, a number from 1", "profile", "pid:abc")]
    [InlineData("'pid:0' names no process: N in pid:N is a process ID, a number from 1", "profile", "pid:0")]
    [InlineData("'container:' names no container: X in container:X is an ID or a name", "profile", "container:")]
    [InlineData("unexpected argument 'pid:2'", "profile", "pid:1", "pid:2")]
    [InlineData("unexpected argument 'app.py': to start a program, write 'sonde profile -- python3 app.py'", "profile", "python3", "app.py")]
    [InlineData("name either pid:1 or a command after --, not both", "profile", "pid:1", "--", "sleep", "1")]
    [InlineData("no command stands after --", "profile", "--")]
    [InlineData("--event list tells of this machine and prints a table: write 'sonde profile --event list'", "profile", "pid:1", "--event", "list")]
    [InlineData("sonde dump starts no program: name one that runs", "dump", "--", "sleep", "1")]
    [InlineData("--duration: 'abc' is no duration: write it as 500ms, 10s, 2m or 1m30s (see 'sonde profile --help')", "profile", "pid:1", "--duration", "abc")]
    [InlineData("--duration: a duration of 0 is too short: at least 1ms (see 'sonde profile --help')", "profile", "pid:1", "--duration", "0")]
    [InlineData("--duration: a duration of 25h is too long: at most 24h (see 'sonde profile --help')", "profile", "pid:1", "--duration", "25h")]
    [InlineData("--duration: '-5s' is no duration: write it as 500ms, 10s, 2m or 1m30s (see 'sonde profile --help')", "profile", "pid:1", "--duration=-5s")]
    [InlineData("--rate: '0' is no rate: a whole number of samples per second, 1 to 10000 (see 'sonde profile --help')", "profile", "pid:1", "--rate", "0")]
    [InlineData("--rate: '99999' is no rate: a whole number of samples per second, 1 to 10000 (see 'sonde profile --help')", "profile", "pid:1", "-r", "99999")]
    [InlineData("unknown format 'htm': did you mean 'html'?", "profile", "pid:1", "-o", "htm")]
    [InlineData("unknown format 'pdf': use text or json (see 'sonde version --help')", "version", "-o", "pdf")]
    [InlineData("the name of out/profile.pdf tells no format: use .txt .json, or add --format", "dump", "pid:1", "-o", "out/profile.pdf")]
    [InlineData("-o json already names a format: for a file of that name write -o ./json", "dump", "pid:1", "-o", "json", "--format", "text")]
    [InlineData("unknown shell 'tcsh': use bash, zsh or fish (see 'sonde completion --help')", "completion", "tcsh")]
    [InlineData("SHELL is missing (see 'sonde completion --help')", "completion")]
    public async Task A_wrong_command_line_is_explained_in_one_line(string expected, params string[] arguments) =>
        Assert.Equal(expected, await CommandLine.ErrorAsync(ExitCode.Usage, arguments));

    [Fact]
    public async Task An_unknown_format_lists_those_that_exist() =>
        Assert.StartsWith(
            "unknown format 'zzz': use ",
            await CommandLine.ErrorAsync(ExitCode.Usage, "profile", "pid:1", "-o", "zzz"),
            StringComparison.Ordinal);
}
