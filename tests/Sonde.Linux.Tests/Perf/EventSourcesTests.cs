using Sonde.Linux.Perf;

namespace Sonde.Linux.Tests.Perf;

/// <summary>Events of units, as the kernel describes them on an Intel server (<c>cpu</c>) and on an AMD one (<c>amd</c>).</summary>
public sealed class EventSourcesTests : IDisposable
{
    private readonly RecordedTree _tree = new RecordedTree()
        .File("devices/cpu/type", "4\n")
        .File("devices/cpu/format/event", "config:0-7\n")
        .File("devices/cpu/format/umask", "config:8-15\n")
        .File("devices/cpu/format/edge", "config:18\n")
        .File("devices/cpu/format/inv", "config:23\n")
        .File("devices/cpu/format/cmask", "config:24-31\n")
        .File("devices/cpu/format/ldlat", "config1:0-15\n")
        .File("devices/cpu/format/offcore_rsp", "config1:0-63\n")
        .File("devices/cpu/format/frontend", "config1:0-23\n")
        .File("devices/cpu/events/cpu-cycles", "event=0x3c\n")
        .File("devices/cpu/events/mem-loads", "event=0xcd,umask=0x1,ldlat=3\n")
        .File("devices/cpu/events/topdown-total-slots", "event=0x3c,umask=0x0,any=1\n")
        .File("devices/cpu/events/topdown-total-slots.scale", "4\n")
        .File("devices/amd/type", "10\n")
        .File("devices/amd/format/event", "config:0-7,32-35\n")
        .File("devices/amd/format/umask", "config:8-15\n")
        .File("devices/uncore_cha_0/type", "37\n")
        .File("devices/uncore_cha_0/format/event", "config3:0-7\n");

    private EventSources Sources => new(Path.Combine(_tree.Root, "devices"));

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("cpu", "event=0x3c,umask=0x0", 4, 0x3c, 0)]
    [InlineData("cpu", "event=0xd1, umask=8", 4, 0x8d1, 0)]
    [InlineData("cpu", "event=0xc4,inv,edge=1,cmask=0x10", 4, 0x10840_0c4, 0)]
    [InlineData("cpu", "cpu-cycles", 4, 0x3c, 0)]
    [InlineData("cpu", "mem-loads", 4, 0x1cd, 3)]
    [InlineData("cpu", "mem-loads,ldlat=30", 4, 0x1cd, 30)]
    [InlineData("cpu", "event=0xb7,umask=1,offcore_rsp=0x3fbfc00001", 4, 0x1b7, 0x3fbfc00001)]
    [InlineData("cpu", "config=0x1a8,config1=7", 4, 0x1a8, 7)]
    [InlineData("amd", "event=0x1c2,umask=3", 10, 0x1_0000_03c2, 0)]
    public void Terms_are_put_where_the_kernel_says(string unit, string terms, uint type, long config, long config1)
    {
        PerfEventSpec spec = Sources.Parse(unit, terms, "name");
        Assert.Equal(((PerfEventType)type, (ulong)config, (ulong)config1, unit), (spec.Type, spec.Config, spec.Config1, spec.Unit));
    }

    [Theory]
    [InlineData("cpu", "evnt=0x3c", "knows no 'evnt'", "cmask, edge, event")]
    [InlineData("cpu", "event=0x1ff", "event=0x1ff is too large for config:0-7", "")]
    [InlineData("cpu", "event=x", "'event=x' has no number", "event=0x3c")]
    [InlineData("cpu", "../amd/type", "knows no '../amd/type'", "")]
    [InlineData("cpu", "topdown-total-slots", "knows no 'any'", "")]
    [InlineData("uncore_imc_0", "cas", "no unit 'uncore_imc_0'", "amd, cpu, uncore_cha_0")]
    [InlineData("uncore_cha_0", "event=1", "config3:0-7", "")]
    public void What_does_not_fit_is_told(string unit, string terms, string problem, string advice)
    {
        string message = Assert.Throws<TargetException>(() => Sources.Parse(unit, terms, $"{unit}/{terms}/")).Message;
        Assert.Contains($"{unit}/{terms}/", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains(advice, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Units_and_their_events_are_listed()
    {
        Assert.Equal(["amd", "cpu", "uncore_cha_0"], Sources.Units());
        Assert.Equal(["cpu-cycles", "mem-loads", "topdown-total-slots"], Sources.EventsOf("cpu"));
        Assert.Empty(Sources.EventsOf("../.."));
        Assert.Equal(100_003ul, Sources.Parse("cpu", "cpu-cycles,period=100003", "name").Period);
    }

    [Theory]
    [InlineData("u", true, false, 0)]
    [InlineData("k", false, true, 0)]
    [InlineData("uk", false, false, 0)]
    [InlineData("upp", true, false, 2)]
    [InlineData("ppp", false, false, 3)]
    [InlineData("h", true, true, 0)]
    public void Modifiers_are_read(string letters, bool excludesKernel, bool excludesUser, int precision)
    {
        Assert.True(PerfEventModifiers.TryParse(letters, out PerfEventModifiers modifiers));
        Assert.Equal(new PerfEventModifiers(excludesKernel, excludesUser, precision), modifiers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ux")]
    [InlineData("pppp")]
    public void Other_letters_are_no_modifiers(string letters) => Assert.False(PerfEventModifiers.TryParse(letters, out _));
}
