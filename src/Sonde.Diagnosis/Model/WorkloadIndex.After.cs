using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Model;

/// <content>The index of the next moment, made of the one before.</content>
internal sealed partial class WorkloadIndex
{
    private WorkloadIndex(WorkloadIndex before)
    {
        _ofMember = before._ofMember.Next();
        _byRef = before._byRef.Next();
        _onNode = before._onNode.Next();
        // Owners that were named once and are no more do no harm: they only make a change look larger than it is.
        _owners = before._owners;
        All = [];
    }

    /// <summary>The index after some changes. The workloads that are not the same any more are noted.</summary>
    public static WorkloadIndex After(WorkloadIndex before, Cluster cluster, ClusterDelta delta)
    {
        if (delta.Objects.Any(change => before.ChangesTree(change)))
        {
            var anew = new WorkloadIndex(cluster);
            delta.NoteTree();
            delta.NoteWorkloads(before._byRef.Keys.Union(anew._byRef.Keys).Where(name => !IsSame(before._byRef.GetValueOrDefault(name), anew._byRef.GetValueOrDefault(name))));
            return anew;
        }

        var index = new WorkloadIndex(before);
        var touched = new HashSet<ObjectRef>();
        List<(ObjectRef Workload, Pod Pod)> pods = [];
        foreach (ObjectChange change in delta.Objects)
        {
            if (change.Ref.Kind == "Pod" && change.Sides.All(side => side is Pod))
                index.Move(change, cluster, touched, pods);
            else if (before._ofMember.TryGetValue(change.Ref, out Workload? workload))
                touched.Add(workload.Ref);
        }

        Dictionary<ObjectRef, ObjectChange> changed = delta.Objects.ToDictionary(change => change.Ref);
        foreach (ObjectRef name in touched)
            index.Remake(name, cluster, changed, pods);
        List<Workload> all = [.. before.All];
        foreach (ObjectRef name in touched)
            SortedItems.Replace(all, name, index._byRef.GetValueOrDefault(name), workload => workload.Ref);
        delta.NoteWorkloads(touched);
        return new WorkloadIndex(index, all);
    }

    private WorkloadIndex(WorkloadIndex made, IReadOnlyList<Workload> all)
    {
        (_ofMember, _byRef, _onNode, _owners) = (made._ofMember, made._byRef, made._onNode, made._owners);
        All = all;
    }

    private static bool IsSame(Workload? one, Workload? other) =>
        one is not null && other is not null && ReferenceEquals(one.Top, other.Top)
        && one.PodList.SequenceEqual(other.PodList, ReferenceEqualityComparer.Instance) && one.PartList.SequenceEqual(other.PartList, ReferenceEqualityComparer.Instance);

    /// <summary>A change after which pods may belong to others than before: a controller came, went or has another owner.</summary>
    private bool ChangesTree(ObjectChange change) =>
        (change.IsArrivalOrLeave || change.ChangesOwner)
        && (_owners.Contains(change.Ref) || change.Sides.Any(side => side is Controller));

    private void Move(ObjectChange change, Cluster cluster, HashSet<ObjectRef> touched, List<(ObjectRef Workload, Pod Pod)> pods)
    {
        foreach (Pod pod in change.Sides.Cast<Pod>().Where(TakesRoom).DistinctBy(pod => pod.Spec.NodeName))
        {
            List<Pod> onNode = _onNode.TryGetValue(pod.Spec.NodeName, out List<Pod>? known) ? [.. known] : [];
            SortedItems.Replace(onNode, change.Ref, change.After is Pod now && TakesRoom(now) && now.Spec.NodeName == pod.Spec.NodeName ? now : null);
            if (onNode.Count > 0)
                _onNode[pod.Spec.NodeName] = onNode;
            else
                _onNode.Remove(pod.Spec.NodeName);
        }

        if (_ofMember.Remove(change.Ref, out Workload? old))
            touched.Add(old.Ref);
        if (change.After is not Pod after)
            return;
        ObjectRef top = TopOf(cluster, after).Top;
        touched.Add(top);
        pods.Add((top, after));
    }

    /// <summary>Makes a workload of what it was and what has changed; one that has nothing left is gone.</summary>
    private void Remake(ObjectRef name, Cluster cluster, Dictionary<ObjectRef, ObjectChange> changed, List<(ObjectRef Workload, Pod Pod)> pods)
    {
        var workload = new Workload(name, cluster.Find(name));
        if (_byRef.TryGetValue(name, out Workload? before))
        {
            workload.PodList.AddRange(before.PodList.Where(pod => !changed.ContainsKey(pod.Ref)));
            workload.PartList.AddRange(before.PartList.Select(part => changed.TryGetValue(part.Ref, out ObjectChange? change) ? change.After : part).OfType<Controller>());
            workload.PartList.Sort(NewestFirst);
        }

        foreach ((ObjectRef top, Pod pod) in pods)
        {
            if (top == name)
                SortedItems.Replace(workload.PodList, pod.Ref, pod);
        }

        if (workload.PodList.Count == 0 && workload.PartList.Count == 0 && workload.Top is not Controller)
        {
            _byRef.Remove(name);
            _ofMember.Remove(name);
            return;
        }

        _byRef[name] = _ofMember[name] = workload;
        foreach (Pod pod in workload.PodList)
            _ofMember[pod.Ref] = workload;
        foreach (Controller part in workload.PartList)
            _ofMember[part.Ref] = workload;
    }
}
