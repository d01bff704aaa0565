namespace Sonde.Collectors.Native.Events;

/// <summary><c>cpu</c>.</summary>
internal sealed class CpuForm : IEventForm
{
    /// <inheritdoc/>
    public string Form => "cpu";

    /// <inheritdoc/>
    public string Meaning => "time on a CPU: cycles, or cpu-clock where the CPU has no counters (the default)";

    /// <inheritdoc/>
    public IEnumerable<string> Names(EventRequest request) => [Form];

    /// <inheritdoc/>
    public SamplingEvent? TryCreate(EventRequest request) => request.Name == Form ? new CpuEvent() : null;
}
