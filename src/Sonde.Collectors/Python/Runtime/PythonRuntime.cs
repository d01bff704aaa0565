using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>A CPython found in a process.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Address">Address of <c>_PyRuntime</c> in the process; null when this version has none or it was not found.</param>
/// <param name="Offsets">The layout of its structures; null when the version is not supported.</param>
/// <param name="BinaryPath">The executable or library that holds the interpreter, as the target names it.</param>
/// <param name="EvaluationLoop">Where the evaluation loop is in the process; empty when the file does not tell.</param>
/// <param name="UnsupportedReason">One line why its stacks cannot be read; null when they can.</param>
internal sealed record PythonRuntime(
    PythonVersion Version, UserAddress Address, PythonOffsets? Offsets, string BinaryPath, IReadOnlyList<FunctionSpan> EvaluationLoop, string? UnsupportedReason);
