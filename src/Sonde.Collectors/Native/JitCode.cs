using Sonde.Linux.Jit;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;

namespace Sonde.Collectors.Native;

/// <summary>
/// What a program says about the code it generates: its perf map and its jitdump files, opened as soon as they are heard of, because
/// they can vanish with the process, and read when names are asked for. A child that has not started a program of its own has its
/// parent's code as well.
/// </summary>
internal sealed class JitCode(JitCode? parent = null) : IDisposable
{
    private IReadOnlyList<JitDump> _dumps = [];
    private HashSet<string>? _dumpPaths;
    private PerfMap? _map;

    /// <summary>Why a file that is there was not read; null when nothing is wrong.</summary>
    public string? Problem { get; private set; }

    /// <summary>The perf map is open: it need not be looked for any more.</summary>
    public bool HasMap => _map is not null;

    /// <summary>It has files of its own.</summary>
    public bool IsUsed => _map is not null || _dumpPaths is not null;

    /// <summary>Looks for the perf map of a process.</summary>
    public void LookForMap(ProcFileSystem proc, ProcessId process)
    {
        if (_map is not null)
            return;
        _map = PerfMap.TryOpen(proc, process, out string? problem);
        Problem = problem ?? Problem;
    }

    /// <summary>Takes over a perf map.</summary>
    public void Add(PerfMap map)
    {
        _map?.Dispose();
        _map = map;
    }

    /// <summary>Takes over a jitdump file, opened once for each path.</summary>
    public void AddDump(string path, Func<JitDump?> open)
    {
        _dumpPaths ??= new HashSet<string>(StringComparer.Ordinal);
        if (_dumpPaths.Add(path) && open() is { } dump)
            _dumps = [.. _dumps, dump];
    }

    /// <summary>Reads what the program has added since the last time.</summary>
    public void Refresh()
    {
        _map?.Refresh();
        foreach (JitDump dump in _dumps)
            dump.Refresh();
        parent?.Refresh();
    }

    /// <summary>Names an address of generated code.</summary>
    public bool TryFind(ulong address, out ResolvedFrame frame)
    {
        foreach (JitDump dump in _dumps)
        {
            if (dump.TryFind(address, out JitFrame dumped))
                return Found(dumped, out frame);
        }

        if (_map is not null && _map.TryFind(address, out JitFrame mapped))
            return Found(mapped, out frame);
        frame = default;
        return parent is not null && parent.TryFind(address, out frame);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _map?.Dispose();
        foreach (JitDump dump in _dumps)
            dump.Dispose();
        _dumps = [];
    }

    private static bool Found(in JitFrame found, out ResolvedFrame frame)
    {
        frame = new ResolvedFrame(found.Name, "", found.File, found.Line, 0, 0, IsInlined: false);
        return true;
    }
}
