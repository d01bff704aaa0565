using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>A thread that waits in a place where it should not wait long.</summary>
/// <param name="Process">Its process.</param>
/// <param name="Id">Its ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uninterruptible">In state D.</param>
/// <param name="Ticks">CPU time used: it has not run while this stays.</param>
/// <param name="Call">The system call; -1 for none, null when it may not be seen.</param>
internal readonly record struct BlockedThread(ProcessId Process, ThreadId Id, string Name, bool Uninterruptible, ulong Ticks, long? Call);
