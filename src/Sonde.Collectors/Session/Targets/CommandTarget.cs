namespace Sonde.Collectors.Session.Targets;

/// <summary>A program that is started in order to be looked at, and its descendants.</summary>
/// <param name="Words">The program's name, searched in PATH, and its arguments; at least one word.</param>
public sealed record CommandTarget(IReadOnlyList<string> Words) : Target
{
    /// <inheritdoc/>
    public override string Text => string.Join(' ', Words);

    /// <inheritdoc/>
    public bool Equals(CommandTarget? other) => other is not null && Words.SequenceEqual(other.Words);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}
