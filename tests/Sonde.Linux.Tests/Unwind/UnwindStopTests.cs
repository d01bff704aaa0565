using Sonde.Linux.Unwind;

namespace Sonde.Linux.Tests.Unwind;

public sealed class UnwindStopTests
{
    [Fact]
    public void Every_cause_has_a_name_of_its_own_and_a_place_in_an_array_of_counts()
    {
        UnwindStop[] all = Enum.GetValues<UnwindStop>();
        Assert.Equal(UnwindStopNames.Count, all.Length);
        Assert.Equal(UnwindStopNames.Count, all.Select(stop => stop.ToName()).Distinct().Count());
        Assert.All(all, stop => Assert.InRange((int)stop, 0, UnwindStopNames.Count - 1));
        Assert.Equal(UnwindStop.EndOfStack, Assert.Single(all, stop => !stop.IsIncomplete()));
    }
}
