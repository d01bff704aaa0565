using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class SecretInManifestCheck : AuditCheck
{
    public override string Slug => "secret-in-manifest";

    public override CheckArea Area => CheckArea.Security;

    public override string Summary => "a Secret with its values in a manifest";

    public override string When => "A file holds a Secret with values that are not empty: hint. Not judged for what came from a cluster.";

    public override string Why => "base64 hides nothing. Whoever may read the repository has the values, and they stay in its history.";

    public override string Fix => "Keep the values outside of the repository: a secret manager with External Secrets, Sealed Secrets, or SOPS.";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject secret in context.OfKind("Secret"))
        {
            ManifestNode? value = ((string[])["stringData", "data"]).SelectMany(part => secret.Root[part].Fields).FirstOrDefault(one => one.Text.Length > 0 && !SecretText.IsPlaceholder(one.Text));
            if (secret.IsFromCluster || value is null)
                continue;
            context.Report(secret, value, Severity.Info, $"holds the value of {value.Name}, which anybody who reads the file has",
                Remedies.Words("Keep the values elsewhere: External Secrets, Sealed Secrets or SOPS"));
        }
    }
}
