using System.Diagnostics;

namespace Sonde.TestTargets;

/// <summary>A program that a test observes while it runs; it is killed with all its children at the end.</summary>
public sealed class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly LineWatcher _output;
    private readonly LineWatcher _errors;

    private RunningProgram(Process process)
    {
        _process = process;
        Id = process.Id;
        _output = new LineWatcher(process.StandardOutput);
        _errors = new LineWatcher(process.StandardError);
    }

    /// <summary>Process ID.</summary>
    public int Id { get; }

    /// <summary>The process itself, to send input or wait for its end.</summary>
    public Process Process => _process;

    /// <summary>Lines written to stdout so far.</summary>
    public IReadOnlyList<string> Output => _output.Lines;

    /// <summary>Lines written to stderr so far.</summary>
    public IReadOnlyList<string> Errors => _errors.Lines;

    /// <summary>Starts a program.</summary>
    public static RunningProgram Start(string program, params string[] arguments) =>
        Start(new ProcessStartInfo(program, arguments));

    /// <summary>Starts a program with an environment, a working directory, …; its standard streams are redirected.</summary>
    public static RunningProgram Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new RunningProgram(
            Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start"));
    }

    /// <summary>Returns the next line on stdout that starts so; lines before it are passed over.</summary>
    /// <exception cref="TimeoutException">It did not come; the message holds what came.</exception>
    public string WaitForLine(string prefix, TimeSpan? timeout = null)
    {
        try
        {
            return _output.WaitFor(
                line => line.StartsWith(prefix, StringComparison.Ordinal), timeout ?? Eventually.DefaultTimeout,
                () => $"'{prefix}' of {_process.StartInfo.FileName}; stdout: {string.Join(" | ", Output)}; " +
                    $"stderr: {string.Join(" | ", Errors)}");
        }
        catch (TimeoutException)
        {
            Dispose(); // where the line is waited for, nobody disposes of the program yet
            throw;
        }
    }

    /// <summary>Waits for the program's own end.</summary>
    /// <returns>Exit code; 128 + N after signal N.</returns>
    /// <exception cref="TimeoutException">It runs on.</exception>
    public int WaitForExit(TimeSpan? timeout = null) =>
        _process.WaitForExit(timeout ?? Eventually.DefaultTimeout)
            ? _process.ExitCode
            : throw new TimeoutException($"{_process.StartInfo.FileName} did not end");

    /// <summary>Kills it with all its children.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
