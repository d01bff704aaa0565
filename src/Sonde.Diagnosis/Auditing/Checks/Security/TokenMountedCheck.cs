using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class TokenMountedCheck : WorkloadCheck
{
    public override string Slug => "token-mounted";

    public override CheckArea Area => CheckArea.Security;

    public override string Summary => "a token that nobody needs";

    public override string When => "A pod uses the namespace's default ServiceAccount, and neither it nor the account turns automountServiceAccountToken off, and no binding here names the account: hint.";

    public override string Why => "The token lets whoever breaks in talk to the API server.";

    public override string Fix => "Set automountServiceAccountToken: false, in the pod or in the ServiceAccount.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Template.Spec.ServiceAccount is not ("" or "default") || workload.Pod["automountServiceAccountToken"].Exists)
            return;
        if (context.Find("ServiceAccount", "default", workload.Ref) is { } account && account.Root["automountServiceAccountToken"].IsFalse)
            return;
        bool isBound = ((string[])["RoleBinding", "ClusterRoleBinding"]).SelectMany(context.OfKind)
            .SelectMany(binding => binding.Root["subjects"].Items).Any(one => one["kind"].Text == "ServiceAccount" && one["name"].Text == "default");
        if (isBound)
            return;
        context.Report(workload, workload.Pod["automountServiceAccountToken"], Severity.Info, "mounts a token of the API server that nothing here gives rights to",
            Remedies.Of(workload, "Do not mount it", "automountServiceAccountToken: false"));
    }
}
