using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Rules;

/// <summary>A Gateway takes no requests: nobody serves its class, or its controller says why it cannot.</summary>
internal sealed class GatewayNotProgrammedRule : ObjectRule<Gateway>
{
    // A controller may have to make a load balancer, which takes some minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public override string Slug => "gateway-not-programmed";

    public override IReadOnlyList<string> Kinds => ["Gateway"];

    public override void Evaluate(Gateway subject, RuleContext context)
    {
        if (subject.Meta.Deleted is not null || context.Now - subject.Meta.Created < Patience)
            return;
        // A Gateway is made with Accepted: Unknown (Pending); only a controller changes it (gateway-api GatewayConditionType).
        bool isUnserved = subject.Conditions.Count == 0 || subject.ConditionOf("Accepted") is { Status: "Unknown", Reason: "Pending" };
        Condition? refused = Fault(subject, "Accepted") ?? Fault(subject, "Programmed");
        if (!isUnserved && refused is null)
            return;
        (string Listener, Condition Condition)[] listeners = [.. subject.Listeners.Where(one => one.Condition is { Type: "Accepted" or "ResolvedRefs" or "Programmed", Status: "False" }).OrderBy(one => one.Condition.Type == "Programmed")];
        string why = isUnserved ? $"no controller serves GatewayClass {subject.Class}, or the class does not exist"
            : listeners is [{ } first, ..] ? $"listener {first.Listener}: {first.Condition.Reason}{(first.Condition.Message.Length > 0 ? $": {LogExcerpt.Shorten(first.Condition.Message)}" : "")}"
            : $"{refused!.Reason}{(refused.Message.Length > 0 ? $": {LogExcerpt.Shorten(refused.Message)}" : "")}";
        context.Report(new Finding(Slug, subject.Ref, $"takes no requests: {why}")
        {
            Confidence = isUnserved ? Confidence.Likely : Confidence.Certain,
            Since = refused?.Since ?? subject.Meta.Created,
            Evidence =
            [
                isUnserved ? new Evidence(subject.Ref, "status.conditions", "no controller has written any", null)
                    : new Evidence(subject.Ref, $"status.conditions[{refused!.Type}]", $"{refused.Status} {refused.Reason}: {refused.Message}", refused.Since),
                .. listeners.Take(3).Select(one => new Evidence(subject.Ref, $"status.listeners[{one.Listener}].conditions[{one.Condition.Type}]", $"{one.Condition.Reason}: {one.Condition.Message}", one.Condition.Since)),
            ],
            Remedies =
            [
                isUnserved ? new Remedy("name a GatewayClass that a controller of this cluster has accepted, or install the controller", "kubectl get gatewayclass", null, IsDisruptive: false)
                    : new Remedy("correct what the controller names: a certificate of a listener, an address, a port", $"kubectl describe gateway -n {subject.Ref.Namespace} {subject.Ref.Name}", null, IsDisruptive: false),
            ],
        });
    }

    private static Condition? Fault(Gateway gateway, string type) => gateway.ConditionOf(type) is { Status: "False" } condition ? condition : null;
}
