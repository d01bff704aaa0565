namespace Sonde.Diagnosis.Model.Pods;

/// <summary>What a postStart or preStop hook does.</summary>
/// <param name="Command">Its command; empty when it is a request or a sleep.</param>
/// <param name="Request">Port and path of its HTTP request; empty when it is none.</param>
/// <param name="SleepSeconds">How long it sleeps; 0 when it does not.</param>
public sealed record HookHandler(IReadOnlyList<string> Command, string Request, int SleepSeconds)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Command.Count > 0 ? string.Join(' ', Command) : SleepSeconds > 0 ? $"sleep {SleepSeconds} s" : $"GET {Request}";
}
