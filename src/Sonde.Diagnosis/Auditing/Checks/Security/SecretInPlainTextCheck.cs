using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class SecretInPlainTextCheck : AuditCheck
{
    public override string Slug => "secret-in-plain-text";

    public override CheckArea Area => CheckArea.Security;

    public override string Summary => "a secret in plain text";

    public override string When => "The literal value of an environment variable, an argument or a key of a ConfigMap is a known form of token or a private key: error. Its name says that it is a secret (PASSWORD, TOKEN, API_KEY, …) and the value is not a reference, a path, a placeholder or a plain word of a setting: warning. A value is never printed.";

    public override string Why => "Whoever may read the manifest, the Deployment or the ConfigMap has it: many more than may read Secrets. It stays in the history of the repository.";

    public override string Fix => "Put it into a Secret and refer to it with valueFrom.secretKeyRef; then change it, since it has been read.";

    internal override void Run(AuditContext context)
    {
        foreach (AuditWorkload workload in context.Workloads)
        {
            foreach (AuditContainer container in workload.Containers)
            {
                foreach (ManifestNode variable in container.Node["env"].Items)
                    Judge(context, workload.Source, variable["value"], variable["name"].Text, $"env {variable["name"].Text}", container.Name);
                foreach (ManifestNode argument in container.Node["command"].Items.Concat(container.Node["args"].Items))
                {
                    (string name, string value) = SecretText.Flag(argument.Text);
                    Judge(context, workload.Source, argument, name, name.Length > 0 ? $"argument {name}" : "an argument", container.Name, value);
                }
            }
        }

        foreach (ManifestObject map in context.OfKind("ConfigMap"))
        {
            foreach (ManifestNode value in map.Root["data"].Fields)
                Judge(context, map, value, value.Name, $"key {value.Name}", "");
        }
    }

    private static void Judge(AuditContext context, ManifestObject subject, ManifestNode node, string name, string where, string container, string? value = null)
    {
        value ??= node.Text;
        if (value.Length == 0)
            return;
        string? form = SecretText.FormOf(value);
        if (form is null && !SecretText.LooksSecret(name, value))
            return;
        context.Report(subject, node, form is null ? Severity.Warning : Severity.Error,
            form is null ? $"{where} holds what looks like a secret, in plain text" : $"{where} holds {form}, in plain text",
            Remedies.Words("Put it into a Secret, refer to it with valueFrom.secretKeyRef, and change it: it has been read"), container);
    }
}
