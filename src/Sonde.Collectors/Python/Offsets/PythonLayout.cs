namespace Sonde.Collectors.Python;

/// <summary>What is known of one minor version of CPython.</summary>
/// <param name="Offsets">The default build, with a GIL.</param>
/// <param name="FreeThreaded">The free-threaded build, which there is since 3.13.</param>
/// <param name="Debug">Where the interpreter itself tells its layout, since 3.13.</param>
internal sealed record PythonLayout(PythonOffsets Offsets, PythonOffsets? FreeThreaded = null, DebugLayout? Debug = null);
