using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Storage;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The provisioner of a claim's class reports an error, or is not there.</summary>
internal sealed class ClaimProvisioningFailedRule : ObjectRule<PersistentVolumeClaim>
{
    // Making a volume takes seconds to a minute; the controller says every 15 s that it waits.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override string Slug => "claim-provisioning-failed";

    public override IReadOnlyList<string> Kinds => ["PersistentVolumeClaim", "StorageClass", "CSIDriver", "CSINode", "Pod", "Event"];

    public override void Evaluate(PersistentVolumeClaim subject, RuleContext context)
    {
        if (subject.Phase != "Pending" || subject.Volume.Length > 0 || subject.Meta.Deleted is not null
            || ClaimFit.ClassOf(subject, context) is not { Provisioner: not ClaimFit.NoProvisioner } storageClass || !ClaimFit.IsNeeded(subject, context))
        {
            return;
        }

        KubeEvent? failed = context.Events(subject.Ref).LastOrDefault(seen => seen.Reason == "ProvisioningFailed");
        KubeEvent? waiting = context.Events(subject.Ref).LastOrDefault(seen => seen.Reason == "ExternalProvisioning");
        bool isAbsent = IsAbsent(storageClass.Provisioner, context);
        bool isLong = context.Now - subject.Meta.Created > Patience;
        if (failed is null && !(isLong && (isAbsent || waiting is { Count: > 4 })))
            return;
        Workload[] provisioners = [.. Provisioners(storageClass.Provisioner, context)];
        string why = failed is not null ? $"{storageClass.Provisioner} says: {Message(failed.Message)}"
            : isAbsent ? $"its provisioner {storageClass.Provisioner} (class {storageClass.Ref.Name}) is not installed: no CSIDriver and no node has it"
            : $"its provisioner {storageClass.Provisioner} (class {storageClass.Ref.Name}) has not answered for {Durations.Words((context.Now - subject.Meta.Created) ?? default)}";
        context.Report(new Finding(Slug, subject.Ref, $"no volume is made for it: {why}")
        {
            Since = failed?.First ?? subject.Meta.Created,
            Confidence = failed is not null ? Confidence.Certain : Confidence.Likely,
            Evidence =
            [
                .. new[] { failed, failed is null ? waiting : null }.OfType<KubeEvent>().Select(seen => new Evidence(subject.Ref, $"event {seen.Reason} ×{seen.Count}", LogExcerpt.Shorten(seen.Message), seen.Last)),
                new Evidence(storageClass.Ref, "provisioner", storageClass.Provisioner, null),
                .. isAbsent ? [new Evidence(new ObjectRef("CSIDriver", "", storageClass.Provisioner), "metadata.name", "no such object", null)] : (Evidence[])[],
            ],
            Blames = [.. provisioners.Select(workload => workload.Ref)],
            Remedies =
            [
                isAbsent
                    ? new Remedy($"install the storage driver {storageClass.Provisioner}, or use a class whose driver is there", "kubectl get csidrivers,storageclasses", null, IsDisruptive: false)
                    : new Remedy("look at the provisioner's log: it says what the storage refuses", provisioners.Length > 0
                        ? $"kubectl logs -n {provisioners[0].Ref.Namespace} {provisioners[0].Ref.Kind.ToLowerInvariant()}/{provisioners[0].Ref.Name} --all-containers --tail=50" : null, null, IsDisruptive: false),
            ],
        });
    }

    private static bool IsAbsent(string provisioner, RuleContext context) =>
        context.KnowsAll("CSIDriver", "") && context.KnowsAll("CSINode", "") && !provisioner.StartsWith("kubernetes.io/", StringComparison.Ordinal)
        && context.Find(new ObjectRef("CSIDriver", "", provisioner)) is null && !context.All<CsiNode>().Any(node => node.Drivers.ContainsKey(provisioner))
        && !Provisioners(provisioner, context).Any();

    /// <summary>Workloads that name the provisioner in what they are given, or carry its name: those that serve it.</summary>
    private static IEnumerable<Workload> Provisioners(string provisioner, RuleContext context) => context.Workloads().Where(workload =>
        workload.Template?.Spec.Containers.Any(container => container.Env.Any(variable => variable.Value == provisioner)
            || container.Args.Concat(container.Command).Any(word => word.Contains(provisioner, StringComparison.Ordinal))) == true);

    /// <summary>The driver's own words: "failed to provision volume with StorageClass "x": rpc error: code = … desc = why".</summary>
    private static string Message(string message)
    {
        int at = message.IndexOf(" desc = ", StringComparison.Ordinal);
        return LogExcerpt.Shorten(at >= 0 ? message[(at + 8)..] : message);
    }
}
