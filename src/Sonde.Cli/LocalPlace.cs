using Sonde.Cli.Commands;
using Sonde.Collectors;
using Sonde.Collectors.Native;
using Sonde.Collectors.Native.Events;
using Sonde.Collectors.Python;
using Sonde.Collectors.Python.Mixed;
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
    /// <param name="choice">What was asked for.</param>
    /// <param name="symbols">Where debug files are looked for besides the usual places.</param>
    public static IReadOnlyList<ICollector> Collectors(ProcFileSystem proc, CollectorChoice choice, SymbolPlaces symbols)
    {
        int rate = choice.Rate ?? choice.Event.StandardRate;
        List<ICollector> collectors = [];
        if (choice.Event.Python is { } python && choice.ReadsPython)
            collectors.Add(choice.Native == NativeFrames.None ? new PythonCollector(proc, rate, python) : Mixed(proc, choice, rate, symbols));
        if (choice.Event is NativeEvent native)
        {
            collectors.Add(new NativeCollector(
                new NativeCollectorOptions
                {
                    Event = native,
                    Rate = rate,
                    IncludeKernel = choice.Kernel,
                    ContainerOf = choice.SpansContainers ? new ContainerLookup(proc).NameOf : null,
                    Symbols = symbols,
                },
                proc));
        }

        return collectors;
    }

    private static MixedCollector Mixed(ProcFileSystem proc, CollectorChoice choice, int rate, SymbolPlaces symbols) => new(
        new MixedCollectorOptions
        {
            Rate = rate,
            IncludeKernel = choice.Kernel,
            ShowsInterpreter = choice.Native == NativeFrames.WithInterpreter,
            Symbols = symbols,
        },
        proc);
}
