namespace Sonde.Collectors.Session.Targets;

/// <summary>Every process of one container on this host.</summary>
/// <param name="Query">ID, beginning of the ID, or name.</param>
public sealed record ContainerTarget(string Query) : Target
{
    /// <inheritdoc/>
    public override string Text => $"container:{Query}";
}
