using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Access;

namespace Sonde.Diagnosis.Rules;

/// <summary>A kubelet asks for a certificate, and nobody approves or signs it.</summary>
internal sealed class CertificateRequestPendingRule : ObjectRule<CertificateRequest>
{
    private const string Serving = "kubernetes.io/kubelet-serving", Client = "kubernetes.io/kube-apiserver-client-kubelet";

    // The controllers of the control plane answer within seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public override string Slug => "certificate-request-pending";

    public override IReadOnlyList<string> Kinds => ["CertificateSigningRequest"];

    public override void Evaluate(CertificateRequest subject, RuleContext context)
    {
        // Other signers' requests often wait for a person, and are meant to.
        if (subject.Signer is not (Serving or Client) || subject.IsIssued || subject.Meta.Created is not { } created)
            return;
        Condition? no = subject.ConditionOf("Denied") ?? subject.ConditionOf("Failed");
        if (no is null && context.Now - created < Patience)
            return;
        // A kubelet asks again and again: its newest request tells, and one that it got since ends the matter.
        CertificateRequest[] same = [.. context.All<CertificateRequest>().Where(other => other.Signer == subject.Signer && other.User == subject.User)];
        if (same.Any(other => other.Meta.Created > created && (other.IsIssued || !other.IsPending || context.Now - other.Meta.Created >= Patience)
            || (other.Meta.Created == created && string.CompareOrdinal(other.Ref.Name, subject.Ref.Name) > 0)))
        {
            return;
        }

        const string NodeUser = "system:node:";
        string who = subject.User.StartsWith(NodeUser, StringComparison.Ordinal) ? $"the kubelet of node {subject.User[NodeUser.Length..]}" : subject.User.Length > 0 ? subject.User : "somebody";
        string state = no is not null ? $"was refused ({no.Type}: {no.Reason})" : subject.IsPending ? "has not been approved" : "was approved, and nobody has signed it";
        string harm = subject.Signer == Serving
            ? "kubectl logs and exec, and metrics, of its node fail with a TLS error once its kubelet has no certificate"
            : "a new node cannot join, and one whose certificate ends drops out";
        int waiting = same.Count(other => other.IsPending);
        context.Report(new Finding(Slug, subject.Ref, $"{(subject.Signer == Serving ? "a serving" : "a client")} certificate for {who} {state}{(waiting > 1 ? $" ({waiting} requests of it wait)" : "")}: {harm}")
        {
            Severity = Severity.Warning,
            Since = same.Where(other => other.IsPending).Min(other => other.Meta.Created) ?? created,
            Evidence =
            [
                new Evidence(subject.Ref, "spec", $"signerName {subject.Signer}, username {subject.User}", created),
                new Evidence(subject.Ref, "status.conditions", no is not null ? $"{no.Type} {no.Reason}: {no.Message}" : subject.IsPending ? "none" : "Approved, no certificate", no?.Since),
            ],
            Remedies = no is not null || !subject.IsPending
                ? [new Remedy("see whether kube-controller-manager runs, and has the cluster's signing key (--cluster-signing-cert-file)", "kubectl get pods -n kube-system -l component=kube-controller-manager", null, IsDisruptive: false)]
                :
                [
                    new Remedy("look at who asks, and for which names", $"kubectl describe csr {subject.Ref.Name}", null, IsDisruptive: false),
                    new Remedy("and approve it if that is right", $"kubectl certificate approve {subject.Ref.Name}", null, IsDisruptive: false),
                    .. subject.Signer == Serving ? (Remedy[])[new Remedy("Kubernetes never approves serving certificates by itself: install an approver, or do not use serverTLSBootstrap", null, null, IsDisruptive: false)] : [],
                ],
        });
    }
}
