using Sonde.Collectors.Session.Targets;
using Sonde.Places.Pods;

namespace Sonde.Cli.Pods;

/// <summary><c>pod/NAME</c>, <c>deploy/NAME</c>, …: pods of a cluster.</summary>
internal sealed class KubernetesTargetForm(PodTargetKind kind) : ITargetForm
{
    /// <inheritdoc/>
    public string Form => $"{kind.Name}/NAME";

    /// <inheritdoc/>
    public string Meaning => kind.Meaning;

    /// <inheritdoc/>
    public string Prefix => $"{kind.Name}/";

    /// <inheritdoc/>
    public IReadOnlyList<string> Aliases { get; } = [.. kind.Aliases.Select(alias => $"{alias}/")];

    /// <inheritdoc/>
    public Target Parse(string rest) => rest.Length > 0 && rest.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
        ? new KubernetesTarget(new PodTarget(kind, rest))
        : throw new TargetGrammarException($"'{Prefix}{rest}' names no object: a name has letters, digits, '-' and '.'; its namespace goes into -n");
}
