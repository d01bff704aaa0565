using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session.Targets;

/// <summary>Starts <see cref="CommandTarget"/>s.</summary>
/// <param name="proc">Where processes are read.</param>
/// <param name="outputToError">The program's stdout becomes our stderr.</param>
public sealed class CommandTargetLocator(ProcFileSystem proc, bool outputToError) : ITargetLocator
{
    /// <inheritdoc/>
    public TargetProcesses? TryLocate(Target target) =>
        target is CommandTarget { Words: var words } ? new StartedProgram(proc, words, outputToError) : null;
}
