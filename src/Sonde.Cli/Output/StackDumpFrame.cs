using Sonde.Collectors;

namespace Sonde.Cli.Output;

/// <summary>One frame of a <see cref="StackDumpDocument"/>.</summary>
/// <param name="Function">Function name.</param>
/// <param name="File">Source file; absent when unknown.</param>
/// <param name="Line">Line from 1; absent when unknown.</param>
/// <param name="Module">Mapping, or the name of the runtime in brackets.</param>
/// <param name="Locals">Local variables; absent when there are none, or they were not read.</param>
internal sealed record StackDumpFrame(string Function, string? File, int? Line, string Module, IReadOnlyList<DumpLocal>? Locals)
{
    /// <summary>Turns a frame into its JSON shape.</summary>
    public static StackDumpFrame From(DumpFrame frame) => new(
        frame.Function,
        frame.File.Length > 0 ? frame.File : null,
        frame.Line > 0 ? frame.Line : null,
        frame.Module,
        frame.Locals.Count > 0 ? frame.Locals : null);
}
