using Sonde.Linux.Memory;
using Sonde.Linux.Unwind;

namespace Sonde.Linux.Tests.Unwind;

/// <summary>One stop of a program under gdb.</summary>
/// <param name="Registers">The thread's registers.</param>
/// <param name="StackStart">Where its stack pointer stood.</param>
/// <param name="Stack">Its stack from there on.</param>
/// <param name="Modules">The program's code at that moment.</param>
/// <param name="Frames">gdb's stack, the innermost frame first, without inlined functions.</param>
internal sealed record StoppedThread(
    RegisterSet Registers, UserAddress StackStart, byte[] Stack, CodeMap Modules, IReadOnlyList<StoppedFrame> Frames);
