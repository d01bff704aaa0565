using Sonde.Collectors.Native;
using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>What all processes of one collector share.</summary>
/// <param name="Proc">Where processes are read.</param>
/// <param name="Targets">Processes, threads and what is mapped in them.</param>
/// <param name="Switches">Where threads were when they last left a CPU.</param>
/// <param name="Samples">Where samples are counted.</param>
/// <param name="Tables">Unwind tables.</param>
/// <param name="Native">Reads C stacks.</param>
/// <param name="Writer">Names Python frames.</param>
/// <param name="Cpu">Binds the sampling thread.</param>
/// <param name="Turn">Since when the sampling thread wanted to be where it is.</param>
/// <param name="Gap">The item that stands where native frames are missing.</param>
/// <param name="Period">Nanoseconds between two ticks.</param>
internal sealed record MixedContext(
    ProcFileSystem Proc, TargetTable Targets, SwitchLog Switches, MixedSampleTable Samples, UnwindTableCache Tables, CStackReader Native, SampleWriter Writer,
    CpuBinding Cpu, ReaderTurn Turn, ulong Gap, long Period);
