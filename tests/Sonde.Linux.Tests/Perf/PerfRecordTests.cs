using System.Text;
using Sonde.Linux.Perf;

namespace Sonde.Linux.Tests.Perf;

/// <summary>The fields of each record.</summary>
public sealed class PerfRecordTests
{
    [Fact]
    public void A_sample_has_thread_time_and_stack()
    {
        var record = new PerfRecord(RecordedSamples.Sample(2));
        Assert.Equal(PerfRecordType.Sample, record.Type);
        Assert.Equal((4660, 4661, 123_456_900ul, 42ul), (record.ProcessId, record.ThreadId, record.Time, record.EventId));
        Assert.Equal([PerfContext.User, 0x401000, 0x401010], record.Callchain.ToArray());
    }

    [Fact]
    public void A_sample_that_claims_more_addresses_than_it_has_gives_none()
    {
        byte[] bytes = RecordedSamples.Sample(2);
        bytes[40] = 200;
        Assert.True(new PerfRecord(bytes).Callchain.IsEmpty);
    }

    [Fact]
    public void What_a_tracepoint_recorded_stands_between_stack_and_registers()
    {
        var record = new PerfRecord(RecordedSamples.Tracepoint);
        Assert.Equal(12, record.Raw.Length);
        Assert.Equal(77, new TracepointField(4, 4).Read(record.Raw));
        Assert.Equal(0, new TracepointField(8, 8).Read(record.Raw)); // beyond its end
        Assert.Equal(17, record.UserRegisters.Length);
        Assert.Equal((100ul, 116ul), (record.UserRegisters[0], record.UserRegisters[16]));
        Assert.Equal(8, record.UserStack.Length);
        Assert.Equal(0x22, record.UserStack[0]);
        var plain = new PerfRecord(RecordedSamples.Sample(2));
        Assert.True(plain.Raw.IsEmpty);
        Assert.Equal(3ul, plain.Period);
    }

    [Fact]
    public void A_switch_tells_who_and_how()
    {
        var left = new PerfRecord(RecordedSamples.Preempted);
        Assert.Equal((PerfRecordType.Switch, 4660, 4661, true, true, 123_456_950ul), (left.Type, left.ProcessId, left.ThreadId, left.IsSwitchOut, left.IsPreempted, left.Time));
        var entered = new PerfRecord(RecordedSamples.SwitchIn);
        Assert.Equal((PerfRecordType.SwitchCpuWide, 4660, 4661, false, false), (entered.Type, entered.ProcessId, entered.ThreadId, entered.IsSwitchOut, entered.IsPreempted));
    }

    [Fact]
    public void A_name_tells_whether_an_exec_gave_it()
    {
        var record = new PerfRecord(RecordedSamples.Comm);
        Assert.Equal(PerfRecordType.Comm, record.Type);
        Assert.True(record.IsExec);
        Assert.Equal("shares", Encoding.UTF8.GetString(record.Comm));
        Assert.Equal((4660, 4660, 123_456_789ul, 42ul), (record.ProcessId, record.ThreadId, record.Time, record.EventId));
    }

    [Fact]
    public void A_fork_tells_child_and_parent()
    {
        var record = new PerfRecord(RecordedSamples.Fork);
        Assert.Equal(PerfRecordType.Fork, record.Type);
        Assert.Equal(
            (4660, 4662, 4660, 4660),
            (record.ProcessId, record.ThreadId, record.ParentProcessId, record.ParentThreadId));
        Assert.Equal(123_456_790ul, record.Time);
    }

    [Fact]
    public void Lost_records_are_counted()
    {
        var record = new PerfRecord(RecordedSamples.Lost);
        Assert.Equal((PerfRecordType.Lost, 17ul, 123_456_999ul), (record.Type, record.LostCount, record.Time));
    }

    [Fact]
    public void A_mapping_has_a_build_ID_or_an_inode()
    {
        var withId = new PerfRecord(RecordedSamples.MapWithBuildId);
        Assert.Equal(
            (0x55d0_0000_1000ul, 0x2000ul, 0x1000ul), (withId.MapStart, withId.MapLength, withId.MapFileOffset));
        Assert.Equal("0102030405060708090a0b0c0d0e0f1011121314", Convert.ToHexStringLower(withId.MapBuildId));
        Assert.Equal("/bin/program", Encoding.UTF8.GetString(withId.MapPath));
        Assert.Equal(0ul, withId.MapInode);
        var withInode = new PerfRecord(RecordedSamples.MapWithInode);
        Assert.True(withInode.MapBuildId.IsEmpty);
        Assert.Equal((77_777ul, (254u, 1u)), (withInode.MapInode, withInode.MapDevice));
        Assert.Equal("//anon", Encoding.UTF8.GetString(withInode.MapPath));
    }
}
