using Sonde.Linux.Procfs;

namespace Sonde.Collectors;

/// <summary>The stacks of all threads of one process.</summary>
/// <param name="Process">The process.</param>
/// <param name="Name">Its name (<c>comm</c>).</param>
/// <param name="Runtime">What made the stacks, for example <c>CPython 3.11.2</c> or <c>native</c>.</param>
/// <param name="Threads">One entry for each thread, the main thread first.</param>
public sealed record ProcessDump(ProcessId Process, string Name, string Runtime, IReadOnlyList<ThreadDump> Threads);
