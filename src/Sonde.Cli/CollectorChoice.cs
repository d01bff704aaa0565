using Sonde.Cli.Commands;
using Sonde.Collectors;
using Sonde.Collectors.Native.Events;
using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli;

/// <summary>What decides who samples a target.</summary>
/// <param name="Target">What is sampled.</param>
/// <param name="Event">What makes a sample: Python's own stacks are only read for some events.</param>
/// <param name="Rate">Samples per second and CPU; null for what is usual for the event.</param>
/// <param name="Kernel">Sample kernel stacks as well.</param>
/// <param name="Native">Which native frames stand between those of an interpreter.</param>
/// <param name="Wakers">Show the stack of whoever ended a wait.</param>
internal sealed record CollectorChoice(Target Target, SamplingEvent Event, int? Rate, bool Kernel, NativeFrames Native, bool Wakers = false)
{
    /// <summary>The processes of many containers are sampled at once.</summary>
    public bool SpansContainers => Target is HostTarget or CgroupTarget;

    /// <summary>An interpreter's own stacks are read. Who ended a wait is only known where the kernel's switches are watched.</summary>
    public bool ReadsPython => !Wakers && !SpansContainers;

    /// <summary>What does not go together, in one line; null when all does.</summary>
    public string? Problem
    {
        get
        {
            if (Rate is not null && Event.RateProblem is { } problem)
                return $"--rate does not go with {Event.Name}: {problem}";
            if (Wakers && !Event.KnowsWakers)
                return $"--wakers goes with off-cpu and wall only, not with {Event.Name}";
            if (Native != NativeFrames.None && SpansContainers)
                return $"--native takes a process, a container or a command: {Target} is sampled with native stacks alone";
            if (Native != NativeFrames.None && Event is not CpuEvent)
                return $"--native goes with --event cpu only: without it, {Event.Name} is sampled with native stacks alone";
            return Event is NativeEvent || ReadsPython ? null
                : $"--event {Event.Name} needs single processes: name one (pid:N) or a container";
        }
    }
}
