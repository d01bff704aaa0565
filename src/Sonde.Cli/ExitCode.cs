namespace Sonde.Cli;

/// <summary>What the program's exit status says, the same for every command.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Done, and a threshold that the user set was crossed.</summary>
    Threshold = 1,

    /// <summary>The command line is wrong; nothing was tried.</summary>
    Usage = 2,

    /// <summary>It was tried and failed.</summary>
    Failed = 3,

    /// <summary>Done, but not everything could be seen, and <c>--strict</c> was given.</summary>
    Incomplete = 4,

    /// <summary>Ended by a signal (Ctrl-C); what was sampled until then is kept. 128 + SIGINT, as shells report it.</summary>
    Interrupted = 130,
}
