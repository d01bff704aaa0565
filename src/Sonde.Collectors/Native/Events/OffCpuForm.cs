namespace Sonde.Collectors.Native.Events;

/// <summary><c>off-cpu</c>.</summary>
internal sealed class OffCpuForm : IEventForm
{
    /// <inheritdoc/>
    public string Form => "off-cpu";

    /// <inheritdoc/>
    public string Meaning => "time not on a CPU, exactly: what threads wait for, in which state, and who woke them";

    /// <inheritdoc/>
    public IEnumerable<string> Names(EventRequest request) => [Form, "offcpu"];

    /// <inheritdoc/>
    public SamplingEvent? TryCreate(EventRequest request) => Names(request).Contains(request.Name)
        ? new OffCpuEvent(new SwitchEvents(request.Tracepoints, request.WakerStacks))
        : null;
}
