namespace Sonde.Inspection.Tests;

/// <summary>A clock that goes on by one second each time it is read.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private long _seconds;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _seconds++;
}
