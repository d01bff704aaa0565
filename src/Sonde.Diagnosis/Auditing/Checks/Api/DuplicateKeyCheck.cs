using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class DuplicateKeyCheck : AuditCheck
{
    public override string Slug => "duplicate-key";

    public override CheckArea Area => CheckArea.Api;

    public override string Summary => "a key that stands twice";

    public override string When => "A mapping of a manifest has the same key twice: error.";

    public override string Why => "The last one wins silently, or the API server refuses it: what the first one says is lost.";

    public override string Fix => "Remove one of the two.";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject one in context.Objects.Where(one => one.File.Length > 0))
        {
            foreach (ManifestNode mapping in one.Root.All().Where(node => node.Fields.Count > 1))
            {
                var seen = new Dictionary<string, ManifestNode>(StringComparer.Ordinal);
                foreach (ManifestNode field in mapping.Fields)
                {
                    if (!seen.TryAdd(field.Name, field))
                        context.Report(one, field, Severity.Error, $"{field.Path} stands twice: what line {seen[field.Name].Place.Line} says is lost", Remedies.Words("Remove one of the two"));
                }
            }
        }
    }
}
