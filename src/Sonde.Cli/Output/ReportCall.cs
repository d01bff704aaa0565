namespace Sonde.Cli.Output;

/// <summary>A caller or callee of a <see cref="ReportFunction"/>.</summary>
/// <param name="Name">Function name.</param>
/// <param name="Value">Value of the samples with that call.</param>
internal sealed record ReportCall(string Name, long Value);
