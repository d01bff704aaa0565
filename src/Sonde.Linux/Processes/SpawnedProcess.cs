using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Processes;

/// <summary>
/// A child process of ours. Started with posix_spawn(3) rather than <see cref="System.Diagnostics.Process"/>, which cannot
/// hand the child another file as its stdout without a pipe in between. Used by one thread, but for <see cref="Signal"/>.
/// </summary>
public sealed unsafe partial class SpawnedProcess
{
    // Room for glibc's and musl's opaque structures: posix_spawnattr_t is at most 336 bytes, posix_spawn_file_actions_t 80,
    // sigset_t 128 (bits/types, spawn.h of both).
    private const int AttributesSize = 512, FileActionsSize = 256, SignalSetSize = 128;

    // spawn.h
    private const short SetSignalMask = 0x08, SetSignalDefaults = 0x04;

    private const int StandardInput = 0, StandardOutput = 1, StandardError = 2;

    // asm-generic/errno-base.h, signal.h, wait.h
    private const int NoEntry = 2, NoExec = 8, AccessDenied = 13, NoFolder = 20, Interrupted = 4;
    private const int Terminate = 15, NoHang = 1;

    /// <summary>Where programs usually are; the PATH of another root than ours is not known.</summary>
    private static readonly string[] SearchPath = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    private static readonly Lazy<nint> CLibrary = new(() => NativeLibrary.Load("libc", typeof(SpawnedProcess).Assembly, null));

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
    public static SpawnedProcess Start(IReadOnlyList<string> words, bool outputToError) =>
        Start(words, new SpawnOptions { OutputToError = outputToError });

    /// <summary>Starts a program.</summary>
    /// <param name="words">Name, searched in PATH, and arguments.</param>
    /// <param name="options">How it differs from us.</param>
    /// <exception cref="TargetException">There is no such program, it cannot be run, or its namespaces may not be entered.</exception>
    public static SpawnedProcess Start(IReadOnlyList<string> words, SpawnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Namespaces is null)
            return Spawn(words, options);
        // Threads have namespaces of their own. This one enters them, starts the program, and ends.
        SpawnedProcess? started = null;
        ExceptionDispatchInfo? failed = null;
        var thread = new Thread(() =>
        {
            try
            {
                started = Spawn(words, options);
            }
            catch (TargetException e)
            {
                failed = ExceptionDispatchInfo.Capture(e);
            }
        })
        { Name = "sonde start" };
        thread.Start();
        thread.Join();
        failed?.Throw();
        return started!;
    }

    private static SpawnedProcess Spawn(IReadOnlyList<string> words, SpawnOptions options)
    {
        byte* attributes = stackalloc byte[AttributesSize];
        byte* fileActions = stackalloc byte[FileActionsSize];
        byte* signals = stackalloc byte[SignalSetSize];
        if (options.Namespaces is not null)
        {
            // The runtime looks for a function at its first call. Afterwards it would look among the target's files, and load them.
            _ = posix_spawnattr_init(attributes);
            _ = posix_spawnattr_destroy(attributes);
            _ = posix_spawn_file_actions_init(fileActions);
            _ = posix_spawn_file_actions_destroy(fileActions);
        }

        Check(posix_spawnattr_init(attributes), words[0]);
        Check(posix_spawn_file_actions_init(fileActions), words[0]);
        nint* arguments = Strings(words);
        nint* environment = Strings([.. EnvironmentEntries(options)]);
        nint* places = Strings(options.Namespaces?.ChangesRoot == true ? InSearchPath(words[0]) : [words[0]]);
        // Found before the namespaces are entered: where they lead there need be no such library.
        var start = (delegate* unmanaged<int*, nint, byte*, byte*, nint*, nint*, int>)NativeLibrary.GetExport(CLibrary.Value, "posix_spawnp");
        try
        {
            // .NET ignores SIGPIPE and an ignored signal stays ignored over exec.
            _ = sigfillset(signals);
            Check(posix_spawnattr_setsigdefault(attributes, signals), words[0]);
            _ = sigemptyset(signals);
            Check(posix_spawnattr_setsigmask(attributes, signals), words[0]);
            Check(posix_spawnattr_setflags(attributes, SetSignalMask | SetSignalDefaults), words[0]);
            if (options.OutputToError)
                Check(posix_spawn_file_actions_adddup2(fileActions, StandardError, StandardOutput), words[0]);
            if (options.Input is { } input)
                Check(posix_spawn_file_actions_adddup2(fileActions, (int)input.DangerousGetHandle(), StandardInput), words[0]);
            options.Namespaces?.Enter();
            int pid = 0, error = NoEntry;
            for (nint* place = places; *place != 0 && error is NoEntry or NoFolder; place++)
                error = start(&pid, *place, fileActions, attributes, arguments, environment);
            options.Namespaces?.Leave();
            Check(error, words[0]);
            return new SpawnedProcess(new ProcessId(pid));
        }
        finally
        {
            Free(arguments);
            Free(environment);
            Free(places);
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

    /// <summary>Waits until it has ended.</summary>
    public ProcessExit WaitForExit()
    {
        while (Exit is null)
        {
            int status;
            int result = waitpid(Process.Value, &status, 0);
            if (result == Process.Value)
                Exit = ProcessExit.FromWaitStatus(status);
            else if (Marshal.GetLastPInvokeError() != Interrupted)
                throw new TargetException(TargetError.Exited, $"how process {Process} ended is not known: somebody else has waited for it");
        }

        return Exit.Value;
    }

    /// <summary>Sends a signal; nothing happens when the process has ended. May be called while another thread waits for it.</summary>
    public void Signal(int number)
    {
        if (Exit is null)
            _ = kill(Process.Value, number);
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

    private static IReadOnlyList<string> InSearchPath(string program) =>
        program.Contains('/') ? [program] : [.. SearchPath.Select(folder => $"{folder}/{program}")];

    private static IEnumerable<string> EnvironmentEntries(SpawnOptions options)
    {
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (!options.Variables.ContainsKey((string)entry.Key) && (options.Namespaces?.ChangesRoot != true || (string)entry.Key != "PATH"))
                yield return $"{entry.Key}={entry.Value}";
        }

        if (options.Namespaces?.ChangesRoot == true && !options.Variables.ContainsKey("PATH"))
            yield return $"PATH={string.Join(':', SearchPath)}";
        foreach ((string name, string value) in options.Variables)
            yield return $"{name}={value}";
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
    private static partial int sigfillset(byte* signals);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* signals);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
