using System.Collections.Frozen;
using Sonde.Diagnosis.Model.Access;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Extension;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Policy;
using Sonde.Diagnosis.Model.Storage;
using Sonde.Diagnosis.Model.Usage;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Model;

/// <summary>Objects by their type, each type's in the order of their names.</summary>
internal static class TypeTable
{
    // Arrays of the right type, without reflection.
    private static readonly FrozenDictionary<Type, Func<IEnumerable<KubeObject>, Array>> Makers = new[]
    {
        Make<Pod>(), Make<Deployment>(), Make<ReplicaSet>(), Make<StatefulSet>(), Make<DaemonSet>(), Make<Job>(), Make<CronJob>(),
        Make<Service>(), Make<EndpointSlice>(), Make<Ingress>(), Make<Node>(), Make<Lease>(), Make<ConfigMap>(), Make<Secret>(),
        Make<ServiceAccount>(), Make<PersistentVolumeClaim>(), Make<PersistentVolume>(), Make<StorageClass>(), Make<NamespaceObject>(),
        Make<ControllerRevision>(), Make<CsiNode>(), Make<ResourceQuota>(), Make<LimitRange>(), Make<PodDisruptionBudget>(),
        Make<HorizontalPodAutoscaler>(), Make<NetworkPolicy>(), Make<IngressClass>(), Make<WebhookConfiguration>(), Make<ApiService>(),
        Make<ResourceDefinition>(), Make<Role>(), Make<RoleBinding>(), Make<VolumeAttachment>(), Make<NodeMetrics>(),
        Make<PodMetrics>(), Make<NodeSummary>(), Make<CertificateRequest>(), Make<Gateway>(), Make<GatewayRoute>(), Make<ReferenceGrant>(),
        Make<OtherObject>(),
    }.ToFrozenDictionary();

    /// <summary>The table of some objects.</summary>
    public static Dictionary<Type, Array> Of(IEnumerable<KubeObject> objects)
    {
        var byType = new Dictionary<Type, List<KubeObject>>();
        foreach (KubeObject one in objects)
        {
            if (!byType.TryGetValue(one.GetType(), out List<KubeObject>? list))
                byType[one.GetType()] = list = [];
            list.Add(one);
        }

        return byType.Where(pair => Makers.ContainsKey(pair.Key)).ToDictionary(pair => pair.Key, pair =>
        {
            pair.Value.Sort(SortedItems.ByName);
            return Makers[pair.Key](pair.Value);
        });
    }

    /// <summary>The table after some changes; what they do not concern is shared with the table before.</summary>
    public static Dictionary<Type, Array> After(Dictionary<Type, Array> before, IEnumerable<ObjectChange> changes)
    {
        var after = new Dictionary<Type, Array>(before);
        foreach (IGrouping<Type, ObjectChange> group in changes.SelectMany(Sides).GroupBy(side => side.Type, side => side.Change))
        {
            if (!Makers.TryGetValue(group.Key, out Func<IEnumerable<KubeObject>, Array>? make))
                continue;
            if (after.TryGetValue(group.Key, out Array? known) && Replaced((KubeObject[])known, group) is { } replaced)
            {
                after[group.Key] = replaced;
                continue;
            }

            List<KubeObject> list = after.TryGetValue(group.Key, out Array? all) ? [.. (KubeObject[])all] : [];
            foreach (ObjectChange change in group)
                SortedItems.Replace(list, change.Ref, change.After is { } now && now.GetType() == group.Key ? now : null);
            after[group.Key] = make(list);
        }

        return after;
    }

    /// <summary>A copy of an array with other objects in the places of those of their names; null when one came or went.</summary>
    private static KubeObject[]? Replaced(KubeObject[] all, IEnumerable<ObjectChange> changes)
    {
        if (changes.Any(change => change.Before?.GetType() != change.After?.GetType()))
            return null;
        var copy = (KubeObject[])all.Clone();
        foreach (ObjectChange change in changes)
            copy[Array.BinarySearch(copy, change.After!, SortedItems.ByName)] = change.After!;
        return copy;
    }

    // An object that changed its type (a ReplicaSet that a text showed as another kind) leaves one list and enters the other.
    private static IEnumerable<(Type Type, ObjectChange Change)> Sides(ObjectChange change)
    {
        if (change.Before is { } before)
            yield return (before.GetType(), change);
        if (change.After is { } after && after.GetType() != change.Before?.GetType())
            yield return (after.GetType(), change);
    }

    private static KeyValuePair<Type, Func<IEnumerable<KubeObject>, Array>> Make<T>()
        where T : KubeObject => new(typeof(T), objects => objects.Cast<T>().ToArray());
}
