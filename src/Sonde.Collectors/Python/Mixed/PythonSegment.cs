using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>The Python frames that one activation of the evaluation loop runs.</summary>
/// <param name="Anchor">
/// An address within that activation's part of the C stack: of its entry frame (3.12 and later) or of its <c>_PyCFrame</c> (3.11);
/// null when it is not known.
/// </param>
/// <param name="Start">Position of its innermost frame among those read.</param>
/// <param name="Count">How many frames it has.</param>
internal readonly record struct PythonSegment(UserAddress Anchor, int Start, int Count);
