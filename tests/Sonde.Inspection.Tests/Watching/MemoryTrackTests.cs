using Sonde.Inspection.Subjects;
using Sonde.Inspection.Watching;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Tests.Watching;

public sealed class MemoryTrackTests : IDisposable
{
    private const long Mebibyte = 1 << 20;

    private readonly RecordedTree _tree = new();
    private readonly ScriptedGauge _gauge = new();
    private readonly ProcessSizes _sizes;
    private readonly MemoryTrack _track;
    private int _tick;

    public MemoryTrackTests()
    {
        _tree.Process(10, "server").File("proc/10/statm", "100000 25600 100 0 0 0 0\n");
        _tree.Process(11, "batch job", parent: 10).File("proc/11/statm", "100000 2560 100 0 0 0 0\n").File("proc/10/task/10/children", "11 ");
        _sizes = new ProcessSizes(InspectionSubject.OfProcess(_tree.Proc, new ProcessId(10), _tree.Cgroups));
        _sizes.Refresh();
        _track = new MemoryTrack(_gauge, _sizes);
    }

    [Fact]
    public void A_spike_between_two_looks_is_found_with_its_time_its_part_and_its_process()
    {
        Run(200, 110, new MemoryParts(100 * Mebibyte, 8 * Mebibyte, 0, 2 * Mebibyte, 0));
        _tree.File("proc/11/statm", $"200000 {2560 + (200 * Mebibyte / Environment.SystemPageSize)} 100 0 0 0 0\n");
        Run(5, 310, new MemoryParts(300 * Mebibyte, 8 * Mebibyte, 0, 2 * Mebibyte, 0));
        _tree.File("proc/11/statm", "100000 2560 100 0 0 0 0\n");
        Run(300, 110, new MemoryParts(100 * Mebibyte, 8 * Mebibyte, 0, 2 * Mebibyte, 0));

        MemoryPeak peak = _track.Peak!;
        Assert.Equal((310 * Mebibyte, 110 * Mebibyte), (peak.Bytes, peak.Usual));
        Assert.Equal(TimeSpan.FromMilliseconds(2000), peak.At);
        Assert.Equal(("anonymous", 200 * Mebibyte), (peak.Part, peak.Growth.Anonymous));
        Assert.Equal((11, "batch job", 200 * Mebibyte), (peak.Process?.Value, peak.ProcessName, peak.ProcessGrowth));
        Assert.Equal((110 * Mebibyte, 310 * Mebibyte), _track.TakeColumn());
    }

    [Fact]
    public void Page_cache_that_can_be_taken_is_not_needed()
    {
        Run(1, 500, new MemoryParts(100 * Mebibyte, 400 * Mebibyte, 0, 0, 350 * Mebibyte));
        Assert.Equal((150 * Mebibyte, 500 * Mebibyte), (_track.Needed, _track.Current));
    }

    [Fact]
    public void The_longest_time_without_a_reading_is_told()
    {
        Run(3, 10, default);
        _tick += 50;
        Run(3, 10, default);
        Assert.Equal(TimeSpan.FromMilliseconds(510), _track.LongestGap);
        _gauge.IsGone = true;
        Assert.False(_track.Tick(TimeSpan.FromSeconds(9)));
    }

    public void Dispose()
    {
        _sizes.Dispose();
        _gauge.Dispose();
        _tree.Dispose();
    }

    private void Run(int ticks, long mebibytes, MemoryParts parts)
    {
        (_gauge.Current, _gauge.Parts) = (mebibytes * Mebibyte, parts);
        for (int i = 0; i < ticks; i++)
            Assert.True(_track.Tick(TimeSpan.FromMilliseconds(10 * _tick++)));
    }
}
