using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Rules;

/// <summary>A route is part of no Gateway: the Gateway that it names does not exist, or does not take it.</summary>
internal sealed class RouteNotAcceptedRule : ObjectRule<GatewayRoute>
{
    public override string Slug => "route-not-accepted";

    public override IReadOnlyList<string> Kinds => ["HTTPRoute", "GRPCRoute", "Gateway"];

    public override void Evaluate(GatewayRoute subject, RuleContext context)
    {
        foreach (ObjectRef name in subject.Gateways.Distinct())
        {
            Gateway? gateway = context.Find<Gateway>("Gateway", name.Namespace, name.Name);
            if (gateway is null)
            {
                if (!context.KnowsAll("Gateway", name.Namespace))
                    continue;
                Gateway[] others = [.. context.All<Gateway>()];
                string? near = NearName.Of(name.Name, others.Where(one => one.Ref.Namespace == name.Namespace).Select(one => one.Ref.Name));
                string? elsewhere = others.Where(one => one.Ref.Name == name.Name).Select(one => one.Ref.Namespace).FirstOrDefault();
                string there = elsewhere is not null ? $"; one of that name is in namespace {elsewhere}" : near is not null ? $"; {near} exists" : "";
                Report(subject, $"wants to be part of Gateway {name.Name} in namespace {name.Namespace}, which does not exist{there}: its requests reach nobody", subject.Meta.Created,
                    new Evidence(subject.Ref, "spec.parentRefs", $"{name.Namespace}/{name.Name}", null),
                    elsewhere is not null ? $"name the namespace as well (parentRefs: namespace: {elsewhere})" : "name a Gateway that exists", [], context);
                return;
            }

            if (subject.Said.Where(said => said.Gateway == name && said.Condition is { Type: "Accepted", Status: "False" }).Select(said => said.Condition).FirstOrDefault() is { } refused)
            {
                Report(subject, $"is not accepted by Gateway {name.Name} ({refused.Reason}{(refused.Message.Length > 0 ? $": {LogExcerpt.Shorten(refused.Message)}" : "")}), so that its requests reach nobody", refused.Since,
                    new Evidence(subject.Ref, $"status.parents[{name.Name}].conditions[Accepted]", $"{refused.Reason}: {refused.Message}", refused.Since), Advice(refused.Reason), [gateway.Ref], context);
                return;
            }
        }
    }

    private void Report(GatewayRoute route, string title, DateTimeOffset? since, Evidence evidence, string advice, ObjectRef[] blames, RuleContext context) =>
        context.Report(new Finding(Slug, route.Ref, title)
        {
            Since = since,
            Evidence = [evidence],
            Blames = blames,
            Remedies = [new Remedy(advice, $"kubectl describe {route.Ref.Kind.ToLowerInvariant()} -n {route.Ref.Namespace} {route.Ref.Name}", null, IsDisruptive: false)],
        });

    // gateway-api RouteConditionReason
    private static string Advice(string reason) => reason switch
    {
        "NotAllowedByListeners" => "let a listener of the Gateway allow routes of this namespace and kind (listeners: allowedRoutes)",
        "NoMatchingListenerHostname" => "let route and listener have a host name in common",
        "NoMatchingParent" => "correct sectionName or port: the Gateway has no such listener",
        _ => "correct what the Gateway's controller names",
    };
}
