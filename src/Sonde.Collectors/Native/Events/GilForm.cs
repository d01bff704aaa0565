namespace Sonde.Collectors.Native.Events;

/// <summary><c>gil</c>.</summary>
internal sealed class GilForm : IEventForm
{
    /// <inheritdoc/>
    public string Form => "gil";

    /// <inheritdoc/>
    public string Meaning => "time in which a thread holds the lock of its Python interpreter; of Python processes only";

    /// <inheritdoc/>
    public IEnumerable<string> Names(EventRequest request) => [Form];

    /// <inheritdoc/>
    public SamplingEvent? TryCreate(EventRequest request) => request.Name == Form ? new GilEvent() : null;
}
