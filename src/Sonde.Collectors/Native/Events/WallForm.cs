namespace Sonde.Collectors.Native.Events;

/// <summary><c>wall</c>.</summary>
internal sealed class WallForm : IEventForm
{
    /// <inheritdoc/>
    public string Form => "wall";

    /// <inheritdoc/>
    public string Meaning => "all time of every thread: cpu and off-cpu together, told apart by the label state";

    /// <inheritdoc/>
    public IEnumerable<string> Names(EventRequest request) => [Form];

    /// <inheritdoc/>
    public SamplingEvent? TryCreate(EventRequest request) =>
        request.Name == Form ? new WallEvent(new SwitchEvents(request.Tracepoints, request.WakerStacks)) : null;
}
