using Sonde.Linux.Processes;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>What all processes that are sampled together share.</summary>
/// <param name="Event">Which threads are sampled.</param>
/// <param name="Profile">Gets the samples.</param>
/// <param name="Writer">Writes them.</param>
/// <param name="Counts">Counts them.</param>
/// <param name="Cpu">Moves the sampling thread.</param>
/// <param name="Period">Time between two ticks, in nanoseconds.</param>
internal readonly record struct PythonSamplingOptions(
    PythonEvent Event, ProfileBuilder Profile, SampleWriter Writer, SampleCounts Counts, CpuBinding Cpu, long Period);
