using Sonde.Collectors.Session.Targets;
using Sonde.Linux.Symbols;

namespace Sonde.Cli.Pods;

/// <summary>What of the options about names cannot follow a command into a pod.</summary>
internal static class LocalSymbols
{
    /// <summary>Refuses folders of this machine for a target elsewhere, where its code gets its names.</summary>
    /// <exception cref="UsageException">Folders are named.</exception>
    public static void RefuseFoldersFor(this SymbolPlaces symbols, Target target)
    {
        if (symbols.Folders.Count > 0)
            throw new UsageException($"--debug-dir is a folder of this machine, and the code of {target} gets its names in its pod");
    }
}
