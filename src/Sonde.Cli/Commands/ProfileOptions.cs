using Sonde.Cli.CommandLine;
using Sonde.Cli.Output;
using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.Commands;

/// <summary>What <c>sonde profile</c> was asked for.</summary>
/// <param name="Target">What is sampled.</param>
/// <param name="Duration">How long; null: until the target ends.</param>
/// <param name="Event">What makes a sample, by name.</param>
/// <param name="Rate">Samples per second and CPU; null for what is usual for the event.</param>
/// <param name="Output">Where the result goes.</param>
/// <param name="Kernel">Sample kernel stacks as well.</param>
/// <param name="Native">Which native frames stand between those of an interpreter.</param>
/// <param name="Wakers">Show the stack of whoever ended a wait.</param>
/// <param name="View">Which part of the result is shown, and how.</param>
internal sealed record ProfileOptions(
    Target Target, TimeSpan? Duration, string Event, int? Rate, OutputChoice Output, bool Kernel, NativeFrames Native, bool Wakers,
    ProfileView View);
