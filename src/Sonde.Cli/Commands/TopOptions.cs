using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.Commands;

/// <summary>What <c>sonde top</c> was asked for.</summary>
/// <param name="Target">What is sampled.</param>
/// <param name="Event">What makes a sample, by name.</param>
/// <param name="Rate">Samples per second and CPU; null for what is usual for the event.</param>
/// <param name="Interval">How often the table is made anew.</param>
/// <param name="Count">How many tables are printed; null: until the target ends.</param>
/// <param name="Rows">Functions in a printed table.</param>
/// <param name="Kernel">Sample kernel stacks as well.</param>
/// <param name="Native">Show the native functions that an interpreter's call.</param>
/// <param name="Json">Print JSON, one document a line.</param>
/// <param name="Plain">Print tables also on a terminal.</param>
internal sealed record TopOptions(
    Target Target, string Event, int? Rate, TimeSpan Interval, int? Count, int Rows, bool Kernel, bool Native, bool Json, bool Plain);
