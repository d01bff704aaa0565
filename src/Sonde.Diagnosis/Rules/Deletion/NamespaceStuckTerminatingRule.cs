using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Extension;

namespace Sonde.Diagnosis.Rules;

/// <summary>A namespace was deleted and does not go: objects with finalizers remain, or the API server cannot tell what it holds.</summary>
internal sealed class NamespaceStuckTerminatingRule : ObjectRule<NamespaceObject>
{
    // Pods get their grace period; the namespace controller then tries again within seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Telling =
        ["NamespaceDeletionDiscoveryFailure", "NamespaceDeletionGroupVersionParsingFailure", "NamespaceDeletionContentFailure", "NamespaceContentRemaining", "NamespaceFinalizersRemaining"];

    public override string Slug => "namespace-stuck-terminating";

    public override IReadOnlyList<string> Kinds => ["Namespace", "APIService", "CustomResourceDefinition"];

    public override void Evaluate(NamespaceObject subject, RuleContext context)
    {
        if (subject.Meta.Deleted is not { } deleted || context.Now - deleted < Patience)
            return;
        Condition[] conditions = [.. Telling.Select(subject.ConditionOf).OfType<Condition>().Where(condition => condition.IsTrue)];
        Condition? discovery = conditions.FirstOrDefault(condition => condition.Type is "NamespaceDeletionDiscoveryFailure");
        KubeObject[] left = [.. StuckObjects.In(subject.Ref.Name, context).Take(5)];
        string why = discovery is not null ? $"the API server cannot list all kinds: {LogExcerpt.Shorten(discovery.Message)}"
            : conditions.Length > 0 ? string.Join("; ", conditions.Select(condition => Words(condition.Message)))
            : left.Length > 0 ? $"{string.Join(", ", left.Select(one => one.Ref))} {(left.Length == 1 ? "remains" : "remain")}" : "nothing that was read tells what remains";
        ApiService[] down = discovery is null ? [] : [.. context.All<ApiService>().Where(one => discovery.Message.Contains($"{one.Group}/{one.Version}", StringComparison.Ordinal))];
        context.Report(new Finding(Slug, subject.Ref, $"was deleted {Durations.Words(context.Now - deleted)} ago and does not go: {why}")
        {
            Confidence = conditions.Length > 0 ? Confidence.Certain : Confidence.Likely,
            Since = deleted,
            Evidence =
            [
                .. conditions.Select(condition => new Evidence(subject.Ref, $"status.conditions[{condition.Type}]", LogExcerpt.Shorten(condition.Message), condition.Since)),
                .. left.Select(one => new Evidence(one.Ref, "metadata.finalizers", string.Join(", ", one.Meta.Finalizers), one.Meta.Deleted)),
            ],
            Blames = [.. down.Select(one => one.Ref)],
            Remedies = [.. Remedies(subject, left, discovery, context)],
        });
    }

    private static IEnumerable<Remedy> Remedies(NamespaceObject subject, KubeObject[] left, Condition? discovery, RuleContext context)
    {
        if (discovery is not null)
        {
            yield return new Remedy("bring back the API that cannot be listed, or delete its APIService if it is gone for good", "kubectl get apiservices | grep False", null, IsDisruptive: false);
            yield break;
        }

        yield return new Remedy("bring back what is to remove the finalizer (the operator of the kind): it cleans up outside of the cluster", null, null, IsDisruptive: false);
        foreach (KubeObject one in left.Take(1))
        {
            yield return new Remedy("or, if there is nothing to clean up any more, take the finalizer away",
                $"kubectl patch {StuckObjects.Resource(one.Ref, context)} -n {one.Ref.Namespace} {one.Ref.Name} --type=merge -p '{{\"metadata\":{{\"finalizers\":null}}}}'", null, IsDisruptive: true);
        }

        if (left.Length == 0)
            yield return new Remedy("list what remains", $"kubectl api-resources --verbs=list --namespaced -o name | xargs -n1 kubectl get -n {subject.Ref.Name} --ignore-not-found --show-kind", null, IsDisruptive: false);
    }

    private static string Words(string message)
    {
        int colon = message.IndexOf(": ", StringComparison.Ordinal);
        return LogExcerpt.Shorten(message.StartsWith("Some ", StringComparison.Ordinal) && colon > 0 ? message[(colon + 2)..] : message);
    }
}
