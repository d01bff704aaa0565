namespace Sonde.Linux.Processes;

/// <summary>How a process ended.</summary>
/// <param name="Code">Exit code; 0 when a signal ended it.</param>
/// <param name="Signal">Number of the signal that ended it; 0 when it ended by itself.</param>
public readonly record struct ProcessExit(int Code, int Signal)
{
    /// <summary>Takes apart what waitpid(2) reports (WIFSIGNALED, WTERMSIG, WEXITSTATUS of bits/waitstatus.h).</summary>
    public static ProcessExit FromWaitStatus(int status) =>
        (status & 0x7f) == 0 ? new ProcessExit((status >> 8) & 0xff, 0) : new ProcessExit(0, status & 0x7f);

    /// <summary>In words: <c>exit code 3</c> or <c>signal 9</c>.</summary>
    public override string ToString() => Signal != 0 ? $"signal {Signal}" : $"exit code {Code}";
}
