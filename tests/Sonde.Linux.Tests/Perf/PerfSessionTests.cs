using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Perf;

/// <summary>The kernel's own records.</summary>
[Trait("Needs", "perf")]
public sealed class PerfSessionTests
{
    [Fact]
    public void Records_come_in_order_of_time_and_stop_ends_the_wait()
    {
        using RunningProgram program = RunningProgram.Start(CProgram.CompileText("spin", "int main(void) { for (;;); }"));
        using var session = new PerfSession(new PerfSessionOptions(1000, KernelStacks: true), new ProcFileSystem());
        session.AddProcess(new ProcessId(program.Id));
        ulong last = 0;
        int samples = 0;
        Eventually.True(
            () =>
            {
                Assert.True(session.Wait(100));
                ulong until = PerfSession.Now - PerfSession.SettleNanoseconds;
                session.Refresh();
                while (session.TryRead(until, out PerfRecord record))
                {
                    Assert.True(record.Time >= last && record.Time < until);
                    last = record.Time;
                    if (record.Type == PerfRecordType.Sample)
                    {
                        samples++;
                        Assert.Equal(program.Id, record.ProcessId);
                        Assert.Equal(new PerfEventOrigin(program.Id, 0), session.OriginOf(record.EventId));
                        Assert.NotEqual(0, record.Callchain.Length);
                    }
                }

                return samples > 200;
            },
            "200 samples");
        session.Stop();
        Assert.False(session.Wait(60_000));
        Assert.Equal(PerfScope.Threads, session.Scope);
        Assert.Contains(session.EventName, new[] { "cycles", "cpu-clock" });
    }

    [Fact]
    public void A_process_that_has_gone_is_told()
    {
        using var session = new PerfSession(new PerfSessionOptions(99, KernelStacks: false), new ProcFileSystem());
        TargetException error = Assert.Throws<TargetException>(() => session.AddProcess(new ProcessId(4_000_000)));
        Assert.Equal(TargetError.Exited, error.Error);
    }

    [Fact]
    public void Kernel_functions_are_those_of_kallsyms()
    {
        KernelSymbols symbols = KernelSymbols.Load();
        Assert.True(symbols.Count > 10_000);
        string[] line = File.ReadLines("/proc/kallsyms").First(text => text.EndsWith(" T ksys_read", StringComparison.Ordinal)).Split(' ');
        ulong address = Convert.ToUInt64(line[0], 16);
        Assert.True(symbols.TryFind(address + 3, out string name, out string module, out ulong start));
        Assert.Equal(("ksys_read", "", address), (name, module, start));
        Assert.False(symbols.TryFind(0x1000, out _, out _, out _));
    }

    [Fact]
    public void Symbols_of_modules_and_hidden_addresses_are_understood()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "0000000000000000 T hidden\nffffffff81000000 T _text\nffffffff81000100 d data\nffffffffc0000010 t helper\t[xfs]\nbroken\n");
        KernelSymbols symbols = KernelSymbols.Load(path);
        File.Delete(path);
        Assert.Equal(2, symbols.Count);
        Assert.True(symbols.TryFind(0xffffffffc0000020, out string name, out string module, out _));
        Assert.Equal(("helper", "xfs"), (name, module));
        Assert.Equal(0, KernelSymbols.Load("/no/such/file").Count);
    }

    [Theory]
    [InlineData("0-1\n", new[] { 0, 1 })]
    [InlineData("0,2-4,7", new[] { 0, 2, 3, 4, 7 })]
    [InlineData("", new int[0])]
    [InlineData("x,1-,3-2,5", new[] { 5 })]
    [InlineData("0-99999999", new int[0])]
    public void Lists_of_CPUs_are_understood(string text, int[] cpus) => Assert.Equal(cpus, CpuList.Parse(text));
}
