using Sonde.Profiles.Analysis;
using Sonde.Profiles.Formats;

namespace Sonde.Profiles.Tests;

/// <summary>A recording of Node 20's own profiler: <c>node --cpu-prof TestTargets/Formats/shop.js</c>.</summary>
public sealed class NodeProfileTests
{
    [Fact]
    public void What_node_recorded_has_the_programs_shares()
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Recorded", "node-shop.cpuprofile"));
        TopTable table = TopTable.Build(ProfileFormats.Read(stream));
        Assert.InRange(Entry("priceOf").TotalShare, 0.70, 0.80);
        Assert.InRange(Entry("stockOf").TotalShare, 0.20, 0.30);
        Assert.InRange(Entry("handle").TotalShare, 0.95, 1);
        Assert.Equal("file:///app/shop.js", Entry("handle").Frame.FileName);

        TopEntry Entry(string function) => table.Entries.Single(entry => entry.Frame.Name == function);
    }
}
