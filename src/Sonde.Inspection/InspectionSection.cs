using Sonde.Inspection.Subjects;

namespace Sonde.Inspection;

/// <summary>
/// One part of the screen. It is made anew for each inspection and keeps its last reading, so that the next one gives rates. What is
/// missing or forbidden is said, never thrown: a process that has gone is a shorter list.
/// </summary>
public abstract class InspectionSection
{
    /// <summary>Its heading.</summary>
    public abstract string Title { get; }

    /// <summary>Place on the screen: lower stands higher.</summary>
    public abstract int Order { get; }

    /// <summary>Whether it has something to say of such a subject.</summary>
    public virtual bool AppliesTo(InspectionSubject subject) => !subject.IsHost;

    /// <summary>Reads what is true now and since the start; cheap, because the first screen waits for it.</summary>
    public abstract void ReadLifetime(InspectionSubject subject, SectionLines lines);

    /// <summary>Reads again and says what has happened since the last reading.</summary>
    /// <param name="subject">What is looked at; its processes are fresh.</param>
    /// <param name="elapsed">Time since the last reading; more than zero.</param>
    /// <param name="lines">Takes the lines.</param>
    public virtual void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
    }
}
