using Sonde.Cli.Output;
using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.Commands;

/// <summary>What <c>sonde dump</c> was asked for.</summary>
/// <param name="Target">Whose stacks.</param>
/// <param name="Output">Where they go.</param>
/// <param name="Locals">Show the values of locals as well.</param>
internal sealed record DumpOptions(Target Target, OutputChoice Output, bool Locals);
