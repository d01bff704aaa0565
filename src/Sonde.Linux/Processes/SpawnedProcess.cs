using System.Runtime.InteropServices;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Processes;

/// <summary>
/// A child process of ours. Started with posix_spawn(3) rather than <see cref="System.Diagnostics.Process"/>, which cannot
/// hand the child another file as its stdout without a pipe in between. Used by one thread.
/// </summary>
public sealed unsafe partial class SpawnedProcess
{
    // Room for glibc's and musl's opaque structures: posix_spawnattr_t is at most 336 bytes, posix_spawn_file_actions_t 80,
    // sigset_t 128 (bits/types, spawn.h of both).
    private const int AttributesSize = 512, FileActionsSize = 256, SignalSetSize = 128;

    // spawn.h
    private const short SetSignalMask = 0x08, SetSignalDefaults = 0x04;

    private const int StandardOutput = 1, StandardError = 2;

    // asm-generic/errno-base.h, signal.h, wait.h
    private const int NoEntry = 2, NoExec = 8, AccessDenied = 13, Interrupted = 4;
    private const int Terminate = 15, NoHang = 1;

    private SpawnedProcess(ProcessId process) => Process = process;

    /// <summary>Its ID. It stays taken until <see cref="TryReap"/> has told how it ended.</summary>
    public ProcessId Process { get; }

    /// <summary>How it ended; null while it runs.</summary>
    public ProcessExit? Exit { get; private set; }

    /// <summary>
    /// Starts a program with our working directory, environment, stdin and stderr. It gets default signal handling, whatever
    /// ours is. Returns when its exec has succeeded.
    /// </summary>
    /// <param name="words">Name, searched in PATH, and arguments.</param>
    /// <param name="outputToError">Its stdout becomes our stderr instead of our stdout.</param>
    /// <exception cref="TargetException">There is no such program, or it cannot be run.</exception>
    public static SpawnedProcess Start(IReadOnlyList<string> words, bool outputToError)
    {
        byte* attributes = stackalloc byte[AttributesSize];
        byte* fileActions = stackalloc byte[FileActionsSize];
        byte* signals = stackalloc byte[SignalSetSize];
        Check(posix_spawnattr_init(attributes), words[0]);
        Check(posix_spawn_file_actions_init(fileActions), words[0]);
        nint* arguments = Strings(words);
        nint* environment = Strings([.. EnvironmentEntries()]);
        try
        {
            // .NET ignores SIGPIPE and an ignored signal stays ignored over exec.
            _ = sigfillset(signals);
            Check(posix_spawnattr_setsigdefault(attributes, signals), words[0]);
            _ = sigemptyset(signals);
            Check(posix_spawnattr_setsigmask(attributes, signals), words[0]);
            Check(posix_spawnattr_setflags(attributes, SetSignalMask | SetSignalDefaults), words[0]);
            if (outputToError)
                Check(posix_spawn_file_actions_adddup2(fileActions, StandardError, StandardOutput), words[0]);
            Check(posix_spawnp(out int pid, arguments[0], fileActions, attributes, arguments, environment), words[0]);
            return new SpawnedProcess(new ProcessId(pid));
        }
        finally
        {
            Free(arguments);
            Free(environment);
            _ = posix_spawn_file_actions_destroy(fileActions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>Takes note of the process's end, which frees its ID; true when it has ended.</summary>
    public bool TryReap()
    {
        if (Exit is not null)
            return true;
        int status;
        int result;
        do
        {
            result = waitpid(Process.Value, &status, NoHang);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        if (result == Process.Value)
            Exit = ProcessExit.FromWaitStatus(status);
        return Exit is not null;
    }

    /// <summary>Asks the process to end (SIGTERM); nothing happens when it already has.</summary>
    public void RequestEnd()
    {
        if (!TryReap())
            _ = kill(Process.Value, Terminate);
    }

    private static void Check(int error, string program)
    {
        if (error == 0)
            return;
        string reason = error switch
        {
            NoEntry => "there is no such program in PATH; give its path, or check the spelling",
            AccessDenied => "permission denied: it is no executable file, or a folder of its path may not be entered",
            NoExec => "it is not in a format that this machine executes",
            _ => Marshal.GetPInvokeErrorMessage(error),
        };
        throw new TargetException(error == NoEntry ? TargetError.NotFound : TargetError.Unsupported, $"cannot start '{program}': {reason}");
    }

    private static IEnumerable<string> EnvironmentEntries()
    {
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
            yield return $"{entry.Key}={entry.Value}";
    }

    /// <summary>A null-terminated array of UTF-8 strings in unmanaged memory.</summary>
    private static nint* Strings(IReadOnlyList<string> texts)
    {
        nint* array = (nint*)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(nint));
        for (int i = 0; i < texts.Count; i++)
            array[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        return array;
    }

    private static void Free(nint* array)
    {
        for (nint* text = array; *text != 0; text++)
            Marshal.FreeCoTaskMem(*text);
        NativeMemory.Free(array);
    }

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int file, int newFile);

    [LibraryImport("libc")]
    private static partial int posix_spawnp(
        out int pid, nint file, byte* actions, byte* attributes, nint* arguments, nint* environment);

    [LibraryImport("libc")]
    private static partial int sigfillset(byte* signals);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* signals);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
