namespace Sonde.Collectors.Session.Targets;

/// <summary><c>container:X</c>.</summary>
public sealed class ContainerTargetForm : ITargetForm
{
    /// <inheritdoc/>
    public string Form => "container:X";

    /// <inheritdoc/>
    public string Meaning => "every process of the container with ID or name X (a unique beginning is enough)";

    /// <inheritdoc/>
    public string Prefix => "container:";

    /// <inheritdoc/>
    public Target Parse(string rest) => rest.Length > 0 && !rest.Any(char.IsWhiteSpace)
        ? new ContainerTarget(rest)
        : throw new TargetGrammarException($"'{Prefix}{rest}' names no container: X in container:X is an ID or a name");
}
