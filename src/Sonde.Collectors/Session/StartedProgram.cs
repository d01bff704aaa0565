using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;
using Sonde.Linux.Text;

namespace Sonde.Collectors.Session;

/// <summary>A program that was started in order to be sampled, and its descendants.</summary>
public sealed class StartedProgram : TargetProcesses
{
    private readonly SpawnedProcess _program;
    private readonly ProcessFamily _family;

    /// <summary>Starts a program.</summary>
    /// <param name="proc">Where processes are read.</param>
    /// <param name="words">Name, searched in PATH, and arguments.</param>
    /// <param name="outputToError">Its stdout becomes our stderr, so that it does not mix with a result on our stdout.</param>
    /// <exception cref="Linux.TargetException">It cannot be started.</exception>
    public StartedProgram(ProcFileSystem proc, IReadOnlyList<string> words, bool outputToError)
    {
        _program = SpawnedProcess.Start(words, outputToError);
        // Until it is reaped its ID cannot vanish, so that a program that ends at once is followed like any other.
        _family = ProcessFamily.OfChild(proc, _program.Process);
        Title = PrintableName.Of(words[0]);
    }

    /// <inheritdoc/>
    public override string Title { get; }

    /// <summary>How the program ended; null while it runs.</summary>
    public ProcessExit? Exit => _program.Exit;

    /// <inheritdoc/>
    public override string? EndNote => Exit is { } exit ? $"it ended with {exit}" : null;

    /// <inheritdoc/>
    public override void Refresh(List<ProcessIdentity> alive)
    {
        _family.Refresh(alive);
        // Last, because it frees the ID.
        _program.TryReap();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _program.RequestEnd();
        base.Dispose(disposing);
    }
}
