using Sonde.Linux.Symbols;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>How Python processes are sampled with their native frames.</summary>
public readonly record struct MixedCollectorOptions
{
    /// <summary>The defaults.</summary>
    public MixedCollectorOptions()
    {
    }

    /// <summary>Samples per second and running thread, 1 to <see cref="Native.NativeCollectorOptions.MaxRate"/>.</summary>
    public int Rate { get; init; } = 99;

    /// <summary>Show the kernel's frames. Without them, time in the kernel counts for the user frame that made the system call.</summary>
    public bool IncludeKernel { get; init; }

    /// <summary>Show also the interpreter's functions that only pass calls on.</summary>
    public bool ShowsInterpreter { get; init; }

    /// <summary>Where to look for debug files besides the usual places.</summary>
    public SymbolPlaces Symbols { get; init; } = SymbolPlaces.Standard;
}
