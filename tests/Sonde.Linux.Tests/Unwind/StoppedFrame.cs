namespace Sonde.Linux.Tests.Unwind;

/// <summary>One frame of gdb's stack.</summary>
/// <param name="Address">Its instruction pointer; of a caller the return address.</param>
/// <param name="IsSignalTrampoline">Its caller was interrupted by a signal, not calling.</param>
internal readonly record struct StoppedFrame(ulong Address, bool IsSignalTrampoline);
