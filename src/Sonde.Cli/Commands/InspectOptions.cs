using Sonde.Cli.Output;
using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.Commands;

/// <summary>What <c>sonde inspect</c> was asked for.</summary>
/// <param name="Target">What is looked at.</param>
/// <param name="Interval">Time between the two readings.</param>
/// <param name="EntryPoint">Program whose start is checked instead of the one that runs; null for that one.</param>
/// <param name="Output">Where the result goes.</param>
/// <param name="Watch">Goes on until it is ended.</param>
/// <param name="Duration">When a watch ends; null for never.</param>
/// <param name="Rate">Readings of memory per second of a watch.</param>
internal sealed record InspectOptions(
    Target Target, TimeSpan Interval, string? EntryPoint, OutputChoice Output, bool Watch, TimeSpan? Duration, int Rate);
