
namespace Sonde.Collectors.Native.Events;

/// <summary>One kind of event that the user can name.</summary>
public interface IEventForm
{
    /// <summary>How it is written, for example <c>off-cpu</c> or <c>GROUP:NAME</c>.</summary>
    string Form { get; }

    /// <summary>What it samples, for help.</summary>
    string Meaning { get; }

    /// <summary>Names that exist, for completion and for those who mistype.</summary>
    /// <param name="request">What is needed to look them up.</param>
    IEnumerable<string> Names(EventRequest request);

    /// <summary>There are thousands of them: too many to try each.</summary>
    bool HasTooMany => false;

    /// <summary>The event; null when the name is of another kind.</summary>
    /// <exception cref="Linux.TargetException">It is of this kind and does not exist, or cannot be looked up.</exception>
    SamplingEvent? TryCreate(EventRequest request);
}
