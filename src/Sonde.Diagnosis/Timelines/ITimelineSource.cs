using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Timelines;

/// <summary>Finds things that happened. One class for each sort; adding one is a class and a line in <see cref="TimelineBuilder"/>.</summary>
internal interface ITimelineSource
{
    /// <summary>What happened, in no order.</summary>
    IEnumerable<TimelineEntry> Read(Cluster cluster);
}
