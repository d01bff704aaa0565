namespace Sonde.Diagnosis.Timelines.Rendering;

/// <summary>The formats that a timeline is written in.</summary>
public static class TimelineFormats
{
    /// <summary>All of them; the first is the standard.</summary>
    public static IReadOnlyList<ITimelineWriter> All { get; } = [new TextTimeline(), new JsonTimeline(), new HtmlTimeline()];

    /// <summary>The writer of a format; null when there is none of that name.</summary>
    public static ITimelineWriter? Find(string name) => All.FirstOrDefault(writer => writer.Name == name);
}
