namespace Sonde.Collectors.Session.Targets;

/// <summary>This machine, with everything that runs on it.</summary>
public sealed record HostTarget : Target
{
    /// <inheritdoc/>
    public override string Text => "host";
}
