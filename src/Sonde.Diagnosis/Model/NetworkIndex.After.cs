using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Model;

/// <content>The index of the next moment, made of the one before.</content>
internal sealed partial class NetworkIndex
{
    private NetworkIndex(NetworkIndex before, Cluster cluster)
    {
        _cluster = cluster;
        (_byFirstLabel, _byAddress, Dns) = (before._byFirstLabel, before._byAddress, before.Dns);
        _pods = before._pods.Next();
        _slices = before._slices.Next();
        _ingresses = before._ingresses.Next();
        _callers = before._callers.Next();
        _called = before._called.Next();
    }

    /// <summary>The index after some changes, which are noted by what they concern; null when it has to be made anew.</summary>
    public static NetworkIndex? After(NetworkIndex before, Cluster cluster, ClusterDelta delta)
    {
        if (delta.ChangesCalls)
            return null;
        var index = new NetworkIndex(before, cluster);
        foreach (ObjectChange change in delta.Objects)
        {
            Regroup(index._pods, change, (Pod pod) => index.ServicesFor(pod.Ref.Namespace, pod.Meta.Labels).Select(service => service.Ref));
            Regroup(index._slices, change, (EndpointSlice slice) => [ServiceOf(slice)]);
            Regroup(index._ingresses, change, (Ingress ingress) => ServicesOf(ingress));
        }

        foreach (ObjectRef name in delta.Workloads)
            index.CallAgain(name);
        return index;
    }

    /// <summary>The Service that a slice belongs to.</summary>
    public static ObjectRef ServiceOf(EndpointSlice slice) => new("Service", slice.Ref.Namespace, slice.Service);

    /// <summary>The Services that an Ingress leads to.</summary>
    public static IEnumerable<ObjectRef> ServicesOf(Ingress ingress) =>
        ingress.Backends.Select(backend => backend.Service).Distinct().Select(name => new ObjectRef("Service", ingress.Ref.Namespace, name));

    private static void Regroup<T>(StepMap<ObjectRef, List<T>> groups, ObjectChange change, Func<T, IEnumerable<ObjectRef>> groupsOf)
        where T : KubeObject
    {
        ObjectRef[] left = change.Before is T before ? [.. groupsOf(before)] : [];
        ObjectRef[] entered = change.After is T after ? [.. groupsOf(after)] : [];
        foreach (ObjectRef group in left.Union(entered))
        {
            List<T> list = groups.TryGetValue(group, out List<T>? known) ? [.. known] : [];
            SortedItems.Replace(list, change.Ref, entered.Contains(group) ? (T)change.After! : null);
            groups[group] = list;
        }
    }

    private void CallAgain(ObjectRef name)
    {
        List<(ObjectRef Service, HostReference Host)> calls =
            _cluster.WorkloadOf(name) is { } workload && workload.Ref == name ? [.. CallsOf(workload)] : [];
        foreach (ObjectRef service in Get(_called, name).Concat(calls).Select(call => call.Item1).Distinct().ToArray())
        {
            _callers[service] =
            [
                .. Get(_callers, service).Where(call => call.Caller.Ref != name)
                    .Concat(calls.Where(call => call.Service == service).Select(call => (_cluster.WorkloadOf(name)!, call.Host)))
                    .OrderBy(call => call.Item1.Ref, ObjectRef.Order),
            ];
        }

        _called[name] = calls;
    }
}
