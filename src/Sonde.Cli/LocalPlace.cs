using Sonde.Cli.Commands;
using Sonde.Collectors;
using Sonde.Collectors.Native;
using Sonde.Collectors.Python;
using Sonde.Collectors.Session.Targets;
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
        new CommandTargetLocator(proc, outputToError),
    ];

    /// <summary>Reads stacks; the most specific first.</summary>
    public static IReadOnlyList<IStackDumper> Dumpers(ProcFileSystem proc, SymbolPlaces symbols) =>
        [new PythonStackDumper(proc), new NativeStackDumper(proc, symbols)];

    /// <summary>Samples; the most specific first.</summary>
    public static IReadOnlyList<ICollector> Collectors(ProcFileSystem proc, ProfileOptions options, SymbolPlaces symbols)
    {
        var native = new NativeCollector(
            new NativeCollectorOptions { Rate = options.Rate, IncludeKernel = options.Kernel, Symbols = symbols }, proc);
        return options.Native ? [native] : [new PythonCollector(proc, options.Rate), native];
    }
}
