using Sonde.Linux.Procfs;

namespace Sonde.Collectors;

/// <summary>Reads what every thread of a process is doing right now, without stopping it.</summary>
public interface IStackDumper
{
    /// <summary>A short name for messages, for example <c>python</c>.</summary>
    string Name { get; }

    /// <summary>True when the process is of this dumper's kind.</summary>
    bool Recognises(ProcessId process);

    /// <summary>Reads one stack for each thread.</summary>
    /// <exception cref="Linux.TargetException">The process has exited, or may not be read.</exception>
    ProcessDump Dump(ProcessId process, CancellationToken cancellation);
}
