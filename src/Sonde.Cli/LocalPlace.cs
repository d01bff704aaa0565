using Sonde.Cli.Commands;
using Sonde.Collectors;
using Sonde.Collectors.Native;
using Sonde.Collectors.Native.Events;
using Sonde.Collectors.Python;
using Sonde.Collectors.Session.Targets;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;

namespace Sonde.Cli;

/// <summary>What this machine offers: how targets are found, sampled and dumped here.</summary>
internal static class LocalPlace
{
    /// <summary>Finds targets.</summary>
    /// <param name="proc">Where processes are read.</param>
    /// <param name="outputToError">A started program's stdout becomes our stderr.</param>
    public static IReadOnlyList<ITargetLocator> Locators(ProcFileSystem proc, bool outputToError = false) =>
    [
        new ProcessTargetLocator(proc),
        new ContainerTargetLocator(proc, new ContainerResolver(proc)),
        new HostTargetLocator(),
        new CgroupTargetLocator(proc, new CgroupFileSystem(proc)),
        new CommandTargetLocator(proc, outputToError),
    ];

    /// <summary>Reads stacks; the most specific first.</summary>
    /// <param name="proc">Where processes are read.</param>
    /// <param name="symbols">Where debug files are looked for besides the usual places.</param>
    /// <param name="withValues">Read also the values of local variables, where the dumper can.</param>
    public static IReadOnlyList<IStackDumper> Dumpers(ProcFileSystem proc, SymbolPlaces symbols, bool withValues) =>
        [new PythonStackDumper(proc, withValues), new NativeStackDumper(proc, symbols)];

    /// <summary>Samples; the most specific first.</summary>
    /// <param name="proc">Where processes are read.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="chosen">What is sampled: Python's own stacks are only read for some events.</param>
    /// <param name="symbols">Where debug files are looked for besides the usual places.</param>
    public static IReadOnlyList<ICollector> Collectors(
        ProcFileSystem proc, ProfileOptions options, SamplingEvent chosen, SymbolPlaces symbols)
    {
        int rate = options.Rate ?? chosen.StandardRate;
        List<ICollector> collectors = [];
        if (chosen.Python is { } python && ReadsPython(options))
            collectors.Add(new PythonCollector(proc, rate, python));
        if (chosen is NativeEvent native)
        {
            collectors.Add(new NativeCollector(
                new NativeCollectorOptions
                {
                    Event = native,
                    Rate = rate,
                    IncludeKernel = options.Kernel,
                    ContainerOf = SpansContainers(options) ? new ContainerLookup(proc).NameOf : null,
                    Symbols = symbols,
                },
                proc));
        }

        return collectors;
    }

    /// <summary>Why no collector does what was asked for, in one line; null when one does.</summary>
    public static string? Problem(ProfileOptions options, SamplingEvent chosen) => chosen is NativeEvent || ReadsPython(options) ? null
        : SpansContainers(options) ? $"--event {chosen.Name} needs single processes: name one (pid:N) or a container"
        : $"--event {chosen.Name} samples Python's own stacks: leave out --native";

    private static bool SpansContainers(ProfileOptions options) => options.Target is HostTarget or CgroupTarget;

    // Who ended a wait is only known where the kernel's switches are watched.
    private static bool ReadsPython(ProfileOptions options) => !options.Native && !options.Wakers && !SpansContainers(options);
}
