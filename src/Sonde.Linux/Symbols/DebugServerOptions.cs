namespace Sonde.Linux.Symbols;

/// <summary>How <see cref="DebugServer"/> asks, and where it keeps files.</summary>
public sealed record DebugServerOptions
{
    /// <summary>Where files are kept, as <c>BUILDID/debuginfo</c> and <c>BUILDID/executable</c>.</summary>
    public string CacheFolder { get; init; } = DefaultCacheFolder();

    /// <summary>Largest file, in bytes. Debian's largest debug files (browsers, kernels) have some gigabytes.</summary>
    public long MaxFileBytes { get; init; } = 2L << 30;

    /// <summary>For all requests of a run together.</summary>
    public TimeSpan TotalTime { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Until a server must have taken a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Is told of each request, for a person who waits: what is fetched and from where.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    // As elfutils has it (debuginfod_find_debuginfo(3)), so that what gdb has fetched need not be fetched again.
    private static string DefaultCacheFolder()
    {
        if (Environment.GetEnvironmentVariable("DEBUGINFOD_CACHE_PATH") is { Length: > 0 } own)
            return own;
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "debuginfod_client");
    }
}
