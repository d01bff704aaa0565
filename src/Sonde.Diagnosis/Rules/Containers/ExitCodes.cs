namespace Sonde.Diagnosis.Rules;

/// <summary>What exit codes say.</summary>
public static class ExitCodes
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM.</summary>
    public const int Term = 15;

    // Linux signal numbers (asm-generic/signal.h); an exit code above 128 is the signal plus 128 by the shells' convention.
    private static readonly Dictionary<int, (string Name, string Words)> Signals = new()
    {
        [1] = ("SIGHUP", "hang-up"),
        [2] = ("SIGINT", "interrupted"),
        [3] = ("SIGQUIT", "quit, usually with a dump of its threads"),
        [4] = ("SIGILL", "illegal instruction: built for another processor, or damaged"),
        [5] = ("SIGTRAP", "trap of a debugger, or a failed check of the runtime"),
        [6] = ("SIGABRT", "it aborted itself: a failed assertion, an uncaught exception, damaged memory"),
        [7] = ("SIGBUS", "bus error: a mapped file became shorter, or shared memory is full"),
        [8] = ("SIGFPE", "arithmetic error, usually a division by zero"),
        [9] = ("SIGKILL", "killed"),
        [11] = ("SIGSEGV", "segmentation fault: a wrong memory access"),
        [13] = ("SIGPIPE", "it wrote to a closed pipe or connection"),
        [14] = ("SIGALRM", "a timer of its own ran out"),
        [15] = ("SIGTERM", "asked to end"),
        [24] = ("SIGXCPU", "limit of CPU time"),
        [25] = ("SIGXFSZ", "limit of file size"),
        [31] = ("SIGSYS", "forbidden system call: seccomp"),
    };

    /// <summary>The signal behind an exit code; 0 when there is none.</summary>
    public static int SignalOf(int exitCode) => exitCode is > 128 and <= 128 + 64 ? exitCode - 128 : 0;

    /// <summary>A signal's name.</summary>
    public static string SignalName(int signal) => Signals.TryGetValue(signal, out var known) ? known.Name : $"signal {signal}";

    /// <summary>What a signal means.</summary>
    public static string SignalWords(int signal) => Signals.TryGetValue(signal, out var known) ? known.Words : "";

    /// <summary>An exit code in words: <c>exit code 139 (SIGSEGV, segmentation fault…)</c>.</summary>
    public static string Describe(int exitCode)
    {
        int signal = SignalOf(exitCode);
        string words = exitCode switch
        {
            0 => "success",
            1 => "the program's general error",
            2 => "usually wrong arguments",
            125 => "the container runtime failed",
            126 => "the command may not be executed",
            127 => "the command was not found",
            128 => "the start failed",
            255 => "error outside the usual range",
            _ when Signals.TryGetValue(signal, out var known) => $"{known.Name}, {known.Words}",
            _ when signal > 0 => $"signal {signal}",
            _ => "",
        };
        return words.Length == 0 ? $"exit code {exitCode}" : $"exit code {exitCode} ({words})";
    }
}
