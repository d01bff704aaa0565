using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class KeyMissingCheck : WorkloadCheck
{
    public override string Slug => "key-missing";

    public override CheckArea Area => CheckArea.References;

    public override string Summary => "a key that the ConfigMap or Secret does not have";

    public override string When => "A pod refers to a key of a ConfigMap or Secret that is here and does not have it: error. Optional references are passed over, as is a Secret without any key, which is filled elsewhere.";

    public override string Why => "The container does not start: CreateContainerConfigError.";

    public override string Fix => "Add the key, or correct its name.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        foreach ((KeyRef reference, ManifestNode node, string container) in PodReferences.Keys(workload))
        {
            ManifestObject[] found = [.. context.Beside(reference.Kind, workload.Ref).Where(one => one.Ref.Name == reference.Name)];
            if (found.Length == 0)
                continue;
            string[] keys = [.. found.SelectMany(one => ((string[])["data", "stringData", "binaryData"]).SelectMany(part => one.Root[part].Fields)).Select(one => one.Name).Distinct()];
            // A Secret of a snapshot lists its keys without values; one without any is filled by a controller.
            if (keys.Length == 0)
                continue;
            foreach (string key in reference.Keys.Where(key => key.Length > 0 && !keys.Contains(key)))
            {
                string? near = NearName.Of(key, keys);
                context.Report(workload.Source, node, Severity.Error,
                    $"needs key {key} of {reference.Kind} {reference.Name}, which has only {string.Join(", ", keys.Order(StringComparer.Ordinal).Take(5))}{(keys.Length > 5 ? ", …" : "")}",
                    Remedies.Words(near is null ? "Add the key, or correct its name" : $"Did you mean {near}?"), container);
            }
        }
    }
}
