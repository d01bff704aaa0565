using Sonde.Inspection.Sections;
using Sonde.Inspection.Subjects;
using Sonde.TestTargets;

namespace Sonde.Inspection.Tests.Sections;

/// <summary>CPU, memory and pids of real containers at real limits.</summary>
[Trait("Needs", "root")]
[Trait("Needs", "runc")]
public sealed class LimitsTests
{
    [Fact]
    public void A_container_that_wants_more_than_its_quota_is_starved_and_is_told_what_would_do()
    {
        using RuncContainer container = Patient.Start(new RuncOptions { Arguments = [], CpuQuotaMicroseconds = 20_000 }, "spin", "1");
        InspectionLine line = Patient.Eventually(
            Patient.Subject(container), new CpuSection(), "throttled", line => line.Span == LineSpan.Interval && line.Judgement == Judgement.Bad);
        Assert.InRange(line.Number("throttled"), 0.05, 1);
        // One thread without a rest can use one CPU and no more.
        Assert.InRange(line.Number("sufficient"), 0.2, 1.3);
        Assert.StartsWith("CPU-starved: throttled in ", line.Answer, StringComparison.Ordinal);
        Assert.EndsWith(", has 0.2", line.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_rests_is_not_starved()
    {
        using RuncContainer container = Patient.Start(new RuncOptions { Arguments = [], CpuQuotaMicroseconds = 50_000 }, "none");
        var inspection = new Inspection(Patient.Subject(container), [new CpuSection()]);
        inspection.ReadLifetime();
        InspectionReport report = inspection.ReadInterval();
        Assert.All(
            report.Sections.Single().Lines.Where(line => line.Name is "throttled" or "usage" && line.Span == LineSpan.Interval),
            line => Assert.Equal(Judgement.Ok, line.Judgement));
        Assert.Contains(report.Sections.Single().Lines, line => line.Name == "quota" && line.Text.StartsWith("0.5 CPUs", StringComparison.Ordinal));
    }

    [Fact]
    public void Memory_of_a_container_is_told_by_kind_and_against_its_limit()
    {
        using RuncContainer container = Patient.Start(new RuncOptions { Arguments = [], MemoryLimitBytes = 64 << 20 }, "eat", "40");
        InspectionLine set = Patient.Eventually(Patient.Subject(container), new MemorySection(), "working set", _ => true);
        Assert.InRange(set.Number("workingSet"), 40 << 20, 64 << 20);
        Assert.Equal(64 << 20, set.Number("limit"));
        Assert.Equal(set.Number("limit") - set.Number("workingSet"), set.Number("headroom"), 1.0);
        InspectionLine kinds = Patient.Eventually(Patient.Subject(container), new MemorySection(), "by kind", _ => true);
        Assert.InRange(kinds.Number("otherAnonymous"), 40 << 20, 45 << 20);
    }

    [Fact]
    public void A_container_close_to_its_limit_is_bad()
    {
        using RuncContainer container = Patient.Start(new RuncOptions { Arguments = [], MemoryLimitBytes = 64 << 20 }, "eat", "62");
        InspectionLine set = Patient.Eventually(Patient.Subject(container), new MemorySection(), "working set", _ => true);
        Assert.Equal(Judgement.Bad, set.Judgement);
        Assert.StartsWith("Nearly out of memory", set.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_oom_kill_is_the_answer()
    {
        using RuncContainer container = Patient.Start(new RuncOptions { Arguments = [], MemoryLimitBytes = 32 << 20 }, "overeat", "64");
        Assert.Contains("child killed", container.Output);
        var inspection = new Inspection(Patient.Subject(container));
        InspectionReport report = inspection.ReadLifetime();
        Assert.Equal(Judgement.Bad, report.Judgement);
        Assert.StartsWith("Killed for memory: the kernel killed 1 process at the memory limit since the start", report.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_in_a_volume_in_memory_are_told_because_they_count()
    {
        using RuncContainer container = Patient.Start("none");
        InspectionSubject subject = Patient.Subject(container);
        File.WriteAllBytes(subject.Proc.PathOf(subject.Init, "root/tmp/data"), new byte[5 << 20]);
        InspectionLine line = Patient.Eventually(subject, new MemorySection(), "memory volume", line => line.Text.StartsWith("/tmp ", StringComparison.Ordinal));
        Assert.Equal(5 << 20, line.Number("used"));
        Assert.Equal("counts against the memory limit", line.Reason);
    }

    [Fact]
    public void Refused_forks_and_a_full_pids_limit_are_told()
    {
        using RuncContainer container = Patient.Start(new RuncOptions { Arguments = [], PidsLimit = 10 }, "fork", "20");
        Assert.Contains("children 9", container.Output);
        InspectionLine tasks = Patient.Eventually(Patient.Subject(container), new PidsSection(), "tasks", _ => true);
        Assert.Equal((10, 10, Judgement.Bad), (tasks.Number("tasks"), tasks.Number("limit"), tasks.Judgement));
        Assert.Equal(1, Patient.Eventually(Patient.Subject(container), new PidsSection(), "refused", _ => true).Number("refused"));
    }
}
