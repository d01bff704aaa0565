namespace Sonde.Collectors.Session.Targets;

/// <summary><c>host</c>.</summary>
public sealed class HostTargetForm : ITargetForm
{
    /// <inheritdoc/>
    public string Form => "host";

    /// <inheritdoc/>
    public string Meaning => "everything that runs on this machine, by container, process and thread";

    /// <inheritdoc/>
    public string Prefix => "host";

    /// <inheritdoc/>
    public Target Parse(string rest) => rest.Length == 0
        ? new HostTarget()
        : throw new TargetGrammarException($"'{Prefix}{rest}' is no target: host stands alone");
}
