namespace Sonde.Diagnosis.Model.Access;

/// <summary>One rule of a role. <c>*</c> stands for all.</summary>
/// <param name="Groups">API groups; empty text: the core group.</param>
/// <param name="Resources">Resources, <c>pods</c> or <c>pods/log</c>.</param>
/// <param name="Names">Names of objects; empty: all.</param>
/// <param name="Verbs">What may be done.</param>
public sealed record PolicyRule(
    IReadOnlyList<string> Groups, IReadOnlyList<string> Resources, IReadOnlyList<string> Names, IReadOnlyList<string> Verbs)
{
    /// <summary>Whether it allows a verb on a resource (kubernetes plugin/pkg/auth/authorizer/rbac: RuleAllows).</summary>
    public bool Allows(string verb, string group, string resource, string name) =>
        Has(Verbs, verb) && Has(Groups, group) && HasResource(resource) && (Names.Count == 0 || (name.Length > 0 && Names.Contains(name)));

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(",", Verbs)} on {string.Join(",", Resources)}{(Names.Count > 0 ? $" named {string.Join(",", Names)}" : "")}";

    private bool HasResource(string resource)
    {
        if (Has(Resources, resource))
            return true;
        // "*/scale" is the subresource of whatever.
        int slash = resource.IndexOf('/');
        return slash >= 0 && Resources.Contains("*" + resource[slash..]);
    }

    private static bool Has(IReadOnlyList<string> list, string one) => list.Contains("*") || list.Contains(one);
}
