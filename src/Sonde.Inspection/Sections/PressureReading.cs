using Sonde.Inspection.Subjects;
using Sonde.Linux.Cgroups;

namespace Sonde.Inspection.Sections;

/// <summary>The pressure of one resource, in the subject's own cgroup where the kernel keeps it, else of the whole node.</summary>
/// <param name="resource"><c>cpu</c>, <c>memory</c> or <c>io</c>.</param>
/// <param name="some">Judged bad from this share on in which something waited; half of it is a warning.</param>
/// <param name="full">Judged bad from this share on in which everything waited; half of it is a warning.</param>
internal sealed class PressureReading(string resource, double some, double full)
{
    private const double PercentInOne = 100, MicrosecondsPerSecond = 1e6;

    private PressureStall? _last;

    /// <summary>The kernel's own average over ten seconds, now.</summary>
    public void AddNow(InspectionSubject subject, SectionLines lines)
    {
        bool own = TryRead(subject, out PressureStall pressure);
        if (_last is null)
        {
            lines.AddUnseen("pressure: this kernel keeps none (CONFIG_PSI, or psi=1 on its command line)");
            return;
        }

        lines.Add(Line(own, pressure.SomePercent / PercentInOne, pressure.FullPercent / PercentInOne, LineSpan.Now, "in the last 10 s"));
    }

    /// <summary>What the interval brought.</summary>
    public void AddInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        PressureStall? before = _last;
        bool own = TryRead(subject, out PressureStall pressure);
        if (before is not { } earlier || _last is null)
            return;
        double microseconds = elapsed.TotalSeconds * MicrosecondsPerSecond;
        lines.Add(Line(
            own,
            Share(pressure.SomeMicroseconds - earlier.SomeMicroseconds),
            Share(pressure.FullMicroseconds - earlier.FullMicroseconds),
            LineSpan.Interval,
            "of the time"));

        double Share(long time) => Math.Clamp(time / microseconds, 0, 1);
    }

    private bool TryRead(InspectionSubject subject, out PressureStall pressure)
    {
        PressureStall? own = subject.CgroupOf("") is { } cgroup ? PressureStall.TryRead(cgroup, resource) : null;
        _last = own ?? PressureStall.TryRead(subject.Proc, resource);
        pressure = _last.GetValueOrDefault();
        // The machine's own pressure is nobody else's when it is the machine that is looked at.
        return own is not null || subject.IsHost;
    }

    private InspectionLine Line(bool own, double someShare, double fullShare, LineSpan span, string when)
    {
        Judgement judgement = someShare >= some || fullShare >= full ? Judgement.Bad
            : someShare >= some / 2 || fullShare >= full / 2 ? Judgement.Warn
            : Judgement.Ok;
        // The node's pressure may be somebody else's: it never condemns the target.
        if (!own && judgement == Judgement.Bad)
            judgement = Judgement.Warn;
        return new InspectionLine
        {
            Name = "pressure",
            Span = span,
            Text = $"{(own ? "" : "on the whole node, ")}something waited for {resource} {Figures.Percent(someShare)} {when}, everything {Figures.Percent(fullShare)}",
            Judgement = judgement,
            Reason = judgement == Judgement.Ok ? "" : $"work stands still for want of {resource}",
            Measures = [new(own ? "some" : "nodeSome", someShare, "ratio"), new(own ? "full" : "nodeFull", fullShare, "ratio")],
            Answer = own ? $"Short of {resource}: something waited for it {Figures.Percent(someShare)} {when}" : "",
            Weight = 30,
        };
    }
}
