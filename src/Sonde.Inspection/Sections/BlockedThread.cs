using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>A thread that waits in a place where it should not wait long.</summary>
/// <param name="Process">Its process.</param>
/// <param name="Id">Its ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uninterruptible">In state D.</param>
/// <param name="Steps">How often it was put on a CPU, and the ticks that it used there: it has not run while both stay.</param>
/// <param name="Call">The system call; -1 for none, null when it may not be seen.</param>
internal readonly record struct BlockedThread(ProcessId Process, ThreadId Id, string Name, bool Uninterruptible, (ulong Slices, ulong Ticks) Steps, long? Call);
