using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>A thread that has a Python thread state.</summary>
/// <param name="State">Its <c>PyThreadState</c>.</param>
/// <param name="NativeId">
/// What the interpreter takes for its ID in the target's own PID namespace; up to 3.10 its <c>pthread_t</c>, which is what they keep.
/// </param>
/// <param name="Thread">Its ID as this process sees it.</param>
internal readonly record struct InterpreterThread(UserAddress State, long NativeId, ThreadId Thread);
