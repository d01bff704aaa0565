using Sonde.Linux;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session;

/// <summary>Dumps every process of a target with the first dumper that can read it.</summary>
/// <param name="dumpers">The most specific first.</param>
public sealed class DumpSession(IReadOnlyList<IStackDumper> dumpers)
{
    private readonly List<string> _warnings = [];

    /// <summary>
    /// What a person should know of a result that is not all that was asked for, one line each: processes that could not be
    /// read, or only by another dumper.
    /// </summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Dumps the processes that live now.</summary>
    /// <param name="processes">The target.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>At least one dump.</returns>
    /// <exception cref="TargetException">No process of the target can be read.</exception>
    public IReadOnlyList<ProcessDump> Run(TargetProcesses processes, CancellationToken cancellation)
    {
        List<ProcessIdentity> alive = [];
        processes.Refresh(alive);
        List<ProcessDump> dumps = [];
        List<TargetException> failures = [];
        foreach (ProcessIdentity identity in alive)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                dumps.Add(Dump(identity.Process, dumpers, cancellation));
            }
            catch (TargetException failure)
            {
                failures.Add(failure);
            }
        }

        if (dumps.Count == 0)
        {
            throw failures.FirstOrDefault()
                ?? new TargetException(TargetError.Exited, $"{processes.Title} ended before its stacks could be read");
        }

        _warnings.AddRange(failures.Select(failure => $"left out: {failure.Message}"));
        return dumps;
    }

    private ProcessDump Dump(ProcessId process, IEnumerable<IStackDumper> candidates, CancellationToken cancellation)
    {
        IStackDumper[] able = [.. candidates.SkipWhile(candidate => !candidate.Recognises(process))];
        if (able.Length == 0)
            throw new TargetException(TargetError.Unsupported, $"nothing here knows how to read the stacks of process {process}");
        try
        {
            return able[0].Dump(process, cancellation);
        }
        catch (TargetException failure) when (failure.Error == TargetError.Unsupported && able.Skip(1).Any(next => next.Recognises(process)))
        {
            _warnings.Add($"{failure.Message}: its native stacks are shown instead");
            return Dump(process, able.Skip(1), cancellation);
        }
    }
}
