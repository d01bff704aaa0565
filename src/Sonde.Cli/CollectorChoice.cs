using Sonde.Cli.Commands;
using Sonde.Collectors.Native.Events;
using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli;

/// <summary>What decides who samples a target.</summary>
/// <param name="Target">What is sampled.</param>
/// <param name="Event">What makes a sample: Python's own stacks are only read for time on a CPU.</param>
/// <param name="Rate">Samples per second and CPU; null for what is usual for the event.</param>
/// <param name="Kernel">Sample kernel stacks as well.</param>
/// <param name="Native">Which native frames stand between those of an interpreter.</param>
internal sealed record CollectorChoice(Target Target, NativeEvent Event, int? Rate, bool Kernel, NativeFrames Native);
