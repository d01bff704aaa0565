using System.Collections.Frozen;

namespace Sonde.Collectors.Native;

/// <summary>The functions where threads begin, in glibc, musl and their loaders, and goroutines in Go's runtime.</summary>
internal static class ThreadRoots
{
    private static readonly FrozenSet<string> StartFunctions = new[]
    {
        "_start", "_start_c", "_dl_start", "_dl_start_user", "__libc_start_main", "__libc_start_call_main",
        "libc_start_main_stage2", "start_thread", "start", "clone", "clone3", "__clone", "__clone3",
        "runtime.goexit", "runtime.rt0_go",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for a function that nothing calls but another of these.</summary>
    public static bool IsStart(string function) => StartFunctions.Contains(function);

    /// <summary>True when a stack that ends here is complete.</summary>
    public static bool IsRoot(string function) => function == "main" || IsStart(function);
}
