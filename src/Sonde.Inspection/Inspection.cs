using Sonde.Inspection.Sections;
using Sonde.Inspection.Subjects;

namespace Sonde.Inspection;

/// <summary>Looks at a subject: first what is true now and since the start, then, as often as wanted, what an interval brought.</summary>
public sealed class Inspection
{
    private readonly InspectionSubject _subject;
    private readonly TimeProvider _time;
    private readonly (InspectionSection Section, SectionLines Lifetime)[] _sections;
    private long _last;

    /// <summary>Prepares; nothing is read.</summary>
    /// <param name="subject">What to look at.</param>
    /// <param name="time">The clock.</param>
    public Inspection(InspectionSubject subject, TimeProvider? time = null)
        : this(subject, SectionList.Create(), time)
    {
    }

    internal Inspection(InspectionSubject subject, IEnumerable<InspectionSection> sections, TimeProvider? time = null)
    {
        _subject = subject;
        _time = time ?? TimeProvider.System;
        _sections =
        [
            .. sections.Where(section => section.AppliesTo(subject)).OrderBy(section => section.Order)
                .Select(section => (section, new SectionLines())),
        ];
    }

    /// <summary>The first reading.</summary>
    public InspectionReport ReadLifetime()
    {
        _subject.Refresh();
        _last = _time.GetTimestamp();
        foreach ((InspectionSection section, SectionLines lines) in _sections)
            section.ReadLifetime(_subject, lines);
        return Report(null, []);
    }

    /// <summary>
    /// A further reading: the lines of <see cref="ReadLifetime"/> as they were then, and what has happened since the last reading. Where that has
    /// a line of the same name that is as bad or worse, the one of now has served.
    /// </summary>
    public InspectionReport ReadInterval()
    {
        _subject.Refresh();
        long now = _time.GetTimestamp();
        TimeSpan elapsed = _time.GetElapsedTime(_last, now);
        _last = now;
        var found = new SectionLines[_sections.Length];
        for (int i = 0; i < found.Length; i++)
            _sections[i].Section.ReadInterval(_subject, elapsed, found[i] = new SectionLines());
        return Report(elapsed, found);
    }

    private static bool IsReplaced(InspectionLine line, IReadOnlyList<InspectionLine> later) =>
        line.Span == LineSpan.Now && later.Any(other => other.Name == line.Name && other.Judgement >= line.Judgement);

    private InspectionReport Report(TimeSpan? interval, SectionLines[] found)
    {
        var reports = new List<SectionReport>();
        for (int i = 0; i < _sections.Length; i++)
        {
            (InspectionSection section, SectionLines lifetime) = _sections[i];
            SectionLines? rates = interval is null ? null : found[i];
            var report = new SectionReport(
                section.Title, [.. lifetime.Lines.Where(line => !IsReplaced(line, rates?.Lines ?? [])), .. rates?.Lines ?? []], [.. lifetime.Unseen.Union(rates?.Unseen ?? [])]);
            if (report.Lines.Count + report.Unseen.Count > 0)
                reports.Add(report);
        }

        return new InspectionReport(_subject.Title, _time.GetUtcNow(), interval, reports);
    }
}
