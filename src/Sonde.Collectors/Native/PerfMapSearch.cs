using System.Diagnostics;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Native;

/// <summary>Waits for the perf maps of programs that generate code: they can begin to write one at any time.</summary>
internal sealed class PerfMapSearch(ProcFileSystem proc)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly List<(TargetProcess Process, ProcessImage Image)> _waiting = [];
    private long _lastLook;

    /// <summary>A process has generated code: looks at once, and later again.</summary>
    public void Add(TargetProcess process)
    {
        ProcessImage image = process.Space.Image;
        if (image.Jit.HasMap || _waiting.Exists(waiting => waiting.Image == image))
            return;
        image.Jit.LookForMap(proc, process.Id);
        if (!image.Jit.HasMap)
            _waiting.Add((process, image));
    }

    /// <summary>Looks again for those that are not there yet, twice a second at most.</summary>
    public void Look()
    {
        if (_waiting.Count == 0 || Stopwatch.GetElapsedTime(_lastLook) < Interval)
            return;
        _lastLook = Stopwatch.GetTimestamp();
        _waiting.RemoveAll(waiting =>
        {
            bool hasGone = waiting.Process.HasEnded || waiting.Process.Space.Image != waiting.Image;
            if (!hasGone)
                waiting.Image.Jit.LookForMap(proc, waiting.Process.Id);
            return hasGone || waiting.Image.Jit.HasMap;
        });
    }
}
