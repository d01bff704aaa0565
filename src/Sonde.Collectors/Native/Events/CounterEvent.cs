using Sonde.Collectors.Native.Receivers;
using Sonde.Linux.Perf;
using Sonde.Profiles;

namespace Sonde.Collectors.Native.Events;

/// <summary>Any one event of the kernel or the CPU; the value is how often it happened.</summary>
/// <param name="spec">The event.</param>
/// <param name="unit">What one of them is: <c>count</c>, or <c>nanoseconds</c> of a clock.</param>
/// <param name="standardRate">Samples per second; 0 for every event.</param>
internal sealed class CounterEvent(PerfEventSpec spec, string unit = "count", int standardRate = 999) : NativeEvent
{
    /// <inheritdoc/>
    public override string Name => spec.Name;

    /// <inheritdoc/>
    public override SampleType Value { get; } = new(spec.Name, unit);

    /// <inheritdoc/>
    public override int StandardRate => standardRate;

    internal override NativeEvent With(string name, PerfEventModifiers modifiers) =>
        new CounterEvent(spec with { Name = name, Modifiers = modifiers }, unit, standardRate);

    // Of events that are all taken many may come at once.
    internal override int RingBytes(int rate) => rate == 0 ? SwitchEvents.RingBytes : base.RingBytes(rate);

    internal override IReadOnlyList<PerfEventRequest> Requests(int rate, int stackBytes) =>
        [new([spec with { Frequency = rate }], rate == 0 ? Math.Min(stackBytes, SwitchEvents.MaxStackBytes) : stackBytes)];

    internal override SampleReceiver CreateReceiver(ReceiverContext context) => new CountReceiver(context);
}
