using System.Globalization;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session;

/// <summary>The clock that start times of processes are told in.</summary>
internal sealed class BootClock
{
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly double _uptimeAtOrigin;

    /// <summary>Reads it once from <c>/proc/uptime</c>; from then on a monotonic clock carries it on.</summary>
    public BootClock(ProcFileSystem proc, TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
        string path = $"{proc.Root}/uptime";
        string text = File.Exists(path) ? File.ReadAllText(path) : "";
        _ = double.TryParse(text.Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _uptimeAtOrigin);
    }

    /// <summary>Ticks since boot (<see cref="ProcessStat.TicksPerSecond"/>).</summary>
    public ulong Ticks =>
        (ulong)((_uptimeAtOrigin + _time.GetElapsedTime(_origin).TotalSeconds) * ProcessStat.TicksPerSecond);
}
