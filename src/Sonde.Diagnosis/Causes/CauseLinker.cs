using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Shares;
using Sonde.Diagnosis.Shares.Requests;

namespace Sonde.Diagnosis.Causes;

/// <summary>
/// Tells causes from effects: joins findings about the same object, folds each one that another explains, and follows what
/// is left along the cluster's edges to everything that suffers from it.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="delta">What has changed since the moment before; null: everything.</param>
/// <param name="pods">What it has added up of the pods of the moment before.</param>
internal sealed class CauseLinker(Cluster cluster, ClusterDelta? delta, FailingPods pods)
{
    // Evidence is for reading: of many pods with the same trouble a few are enough.
    private const int MostEvidence = 8;

    private readonly Symptoms _symptoms = new(cluster);

    public DiagnosisResult Link(IReadOnlyList<Finding> found, IReadOnlyList<Undetermined> unexplained)
    {
        Finding[] findings = Join(found);
        var reach = new Reach(cluster, _symptoms, findings);
        var effects = new Dictionary<Finding, IReadOnlyList<Effect>>(ReferenceEqualityComparer.Instance);
        IReadOnlyList<Effect> EffectsOf(Finding finding) =>
            effects.TryGetValue(finding, out IReadOnlyList<Effect>? known) ? known : effects[finding] = reach.Of(finding);

        Dictionary<Finding, Finding> parents = FindParents(findings, EffectsOf);
        var folded = parents.GroupBy(pair => Top(pair.Value, parents), pair => pair.Key, ReferenceEqualityComparer.Instance as IEqualityComparer<Finding>);
        var under = folded.ToDictionary(group => group.Key, group => group.ToList(), (IEqualityComparer<Finding>)ReferenceEqualityComparer.Instance);

        RootCause[] roots =
        [
            .. findings.Where(finding => !parents.ContainsKey(finding))
                .Select(finding => new RootCause(WithRevision(finding), Effects(finding, EffectsOf(finding), under.GetValueOrDefault(finding) ?? [])))
                .OrderByDescending(root => root.Finding.Severity)
                .ThenByDescending(Suffering)
                .ThenByDescending(root => root.Finding.Confidence)
                .ThenBy(root => root.Finding.Subject, ObjectRef.Order)
                .ThenBy(root => root.Finding.Rule, StringComparer.Ordinal)
                .ThenBy(root => root.Finding.Container, StringComparer.Ordinal),
        ];
        SharedTrait[] shared = [.. pods.Shared(cluster, delta, _symptoms), .. FailingRequests.Shared(cluster)];
        return new DiagnosisResult(
            cluster.Now,
            [.. new Cascades(reach, _symptoms).Tell(roots).Select(root => root with { Finding = WithShares(root.Finding, shared) })],
            Unexplained(roots, unexplained),
            cluster.BlindSpots)
        {
            Shared = shared,
        };
    }

    /// <summary>One finding for each rule, object and container: what several subjects say of one cause is one cause.</summary>
    private static Finding[] Join(IReadOnlyList<Finding> found) =>
    [
        .. found.GroupBy(finding => (finding.Rule, finding.Subject, finding.Container))
            .Select(group => group.Aggregate((first, next) => first with
            {
                Severity = (Severity)Math.Max((int)first.Severity, (int)next.Severity),
                Confidence = (Confidence)Math.Max((int)first.Confidence, (int)next.Confidence),
                Since = first.Since is null || next.Since < first.Since ? next.Since : first.Since,
                Evidence = first.Evidence.Count >= MostEvidence ? first.Evidence : [.. first.Evidence.Concat(next.Evidence).Distinct().Take(MostEvidence)],
                Effects = [.. first.Effects.Concat(next.Effects).DistinctBy(effect => effect.Subject)],
                Blames = [.. first.Blames.Union(next.Blames)],
                Explains = [.. first.Explains.Union(next.Explains)],
                Remedies = first.Remedies.Count > 0 ? first.Remedies : next.Remedies,
            }))
            .OrderBy(finding => finding.Subject, ObjectRef.Order)
            .ThenByDescending(finding => finding.Depth)
            .ThenBy(finding => finding.Rule, StringComparer.Ordinal)
            .ThenBy(finding => finding.Container, StringComparer.Ordinal),
    ];

    /// <summary>For each finding that another explains, that other.</summary>
    private static Dictionary<Finding, Finding> FindParents(Finding[] findings, Func<Finding, IReadOnlyList<Effect>> effectsOf)
    {
        var parents = new Dictionary<Finding, Finding>(ReferenceEqualityComparer.Instance);
        ILookup<ObjectRef, Finding> bySubject = findings.ToLookup(finding => finding.Subject);
        foreach (Finding finding in findings)
        {
            Finding? deeper = bySubject[finding.Subject].FirstOrDefault(other =>
                other.Depth > finding.Depth && (finding.Depth == Depth.Symptom || SameContainer(finding, other)));
            if (deeper is not null)
                parents[finding] = deeper;
        }

        // Each cause meets only those that it may explain: with every one, thousands of findings would be millions of questions.
        ILookup<ObjectRef, Finding> byBlamed = findings.SelectMany(finding => finding.Blames.Distinct().Select(blamed => (blamed, finding))).ToLookup(pair => pair.blamed, pair => pair.finding);
        ILookup<ObjectRef, Finding> symptoms = findings.Where(finding => finding.Depth == Depth.Symptom).ToLookup(finding => finding.Subject);
        if (byBlamed.Count == 0 && symptoms.Count == 0 && findings.All(finding => finding.Explains.Count == 0))
            return parents;
        foreach (Finding cause in findings)
        {
            // A cause that is itself an effect stands in for what explains it.
            foreach (ObjectRef harmed in effectsOf(cause).Select(effect => effect.Subject).Append(cause.Subject).Distinct())
            {
                foreach (Finding finding in cause.Depth > Depth.Symptom ? byBlamed[harmed].Concat(symptoms[harmed]) : byBlamed[harmed])
                    Fold(finding, cause, parents);
            }

            foreach (Finding finding in cause.Explains.Distinct().SelectMany(name => bySubject[name]).Where(finding => finding.Depth < cause.Depth))
                Fold(finding, cause, parents);
        }

        return parents;
    }

    /// <summary>Puts a finding under what explains it, unless something else does already or it explains that itself.</summary>
    private static void Fold(Finding finding, Finding cause, Dictionary<Finding, Finding> parents)
    {
        if (!ReferenceEquals(finding, cause) && !parents.ContainsKey(finding) && !ReferenceEquals(Top(cause, parents), finding))
            parents[finding] = cause;
    }

    /// <summary>When a workload broke at a revision, what that changed is the first evidence.</summary>
    private Finding WithRevision(Finding finding)
    {
        if (finding.Severity == Severity.Info || cluster.WorkloadOf(finding.Subject) is not { } workload || workload.Ref != finding.Subject
            || BreakOf(workload, finding) is not { } broken)
        {
            return finding;
        }

        return finding with
        {
            Title = $"{finding.Title}, {broken.InWords}",
            Evidence = [broken.Evidence, .. finding.Evidence.Where(evidence => evidence != broken.Evidence)],
        };
    }

    /// <summary>That failing pods or requests have the object in common, or what they have in common in it, is evidence.</summary>
    private static Finding WithShares(Finding finding, IReadOnlyList<SharedTrait> shared)
    {
        Evidence[] said = [.. shared.Where(one => one.Tells(finding.Subject)).Select(one => new Evidence(finding.Subject, one.LoggedBy is null ? "failing pods" : "failing requests", one.InWords, null))];
        return said.Length == 0 ? finding : finding with { Evidence = [.. finding.Evidence.Take(1), .. said, .. finding.Evidence.Skip(1)] };
    }

    /// <summary>A pod that fits nowhere is not kept away by its new image.</summary>
    private RevisionBreak? BreakOf(Workload workload, Finding finding)
    {
        RevisionBreak? broken = RevisionBreak.Of(cluster, workload, finding.Since);
        return finding.Rule.StartsWith("unschedulable-", StringComparison.Ordinal) ? broken?.ForPlacement() : broken;
    }

    private static bool SameContainer(Finding one, Finding other) =>
        one.Container.Length == 0 || other.Container.Length == 0 || one.Container == other.Container;

    private static Finding Top(Finding finding, Dictionary<Finding, Finding> parents)
    {
        while (parents.TryGetValue(finding, out Finding? parent))
            finding = parent;
        return finding;
    }

    /// <summary>Everything that suffers; what a folded finding says of an object is more than its symptom.</summary>
    private static Effect[] Effects(Finding root, IReadOnlyList<Effect> reached, List<Finding> folded)
    {
        var all = new List<Effect>(reached);
        Dictionary<ObjectRef, int> places = all.Select((effect, place) => (effect.Subject, place)).ToDictionary(pair => pair.Subject, pair => pair.place);
        void Add(Effect effect)
        {
            if (effect.Subject != root.Subject && places.TryAdd(effect.Subject, all.Count))
                all.Add(effect);
        }

        // What the rule itself says of an object is more than a symptom.
        HashSet<ObjectRef> said = [.. root.Effects.Select(effect => effect.Subject)];
        // What comes last is said of the object: a failure rather than a symptom, and one that names the container.
        foreach (Finding finding in folded.OrderBy(one => one.Depth).ThenBy(one => one.Container.Length > 0).ThenBy(one => one.Rule, StringComparer.Ordinal))
        {
            if (places.TryGetValue(finding.Subject, out int at))
            {
                if (finding.Depth > Depth.Symptom || !said.Contains(finding.Subject))
                    all[at] = all[at] with { Title = finding.Title };
            }
            else
            {
                Add(new Effect(finding.Subject, finding.Title, finding.Blames.Count > 0 ? $"needs {finding.Blames[0]}" : "") { From = finding.Blames.Count > 0 ? finding.Blames[0] : null });
            }

            foreach (Effect effect in finding.Effects)
                Add(effect);
        }

        return [.. all];
    }

    private long Suffering(RootCause root) =>
        (_symptoms.Of(root.Finding.Subject)?.Weight ?? 0L) + root.Effects.Sum(effect => _symptoms.Of(effect.Subject)?.Weight ?? 1L);

    /// <summary>The newest warning about a workload, its parts or its pods: what a person would look at next.</summary>
    private string LastWarning(Workload workload)
    {
        KubeEvent? last = workload.Pods.Where(pod => !pod.IsReady).Select(pod => pod.Ref)
            .Concat(workload.Parts.Select(part => part.Ref)).Append(workload.Ref)
            .SelectMany(cluster.EventsAbout)
            .Where(seen => seen.IsWarning)
            .MaxBy(seen => seen.Last);
        return last is null
            ? "nothing that was read tells why"
            : $"no rule knows the cause, the last warning is {last.Reason}: {LogExcerpt.Shorten(last.Message)}";
    }

    private Undetermined[] Unexplained(RootCause[] roots, IReadOnlyList<Undetermined> reported)
    {
        HashSet<ObjectRef> explained =
            [.. roots.SelectMany(root => root.Effects.Select(effect => effect.Subject).Append(root.Finding.Subject))];
        IEnumerable<Undetermined> silent = _symptoms.All
            .Where(symptom => cluster.WorkloadOf(symptom.Subject) is Workload workload && workload.Ref == symptom.Subject && !_symptoms.IsStarting(workload))
            .Select(symptom => new Undetermined(symptom.Subject, $"{symptom.Title}; {LastWarning(cluster.WorkloadOf(symptom.Subject)!)}"));
        return
        [
            .. reported.Concat(silent)
                .Where(one => !explained.Contains(one.Subject))
                .DistinctBy(one => one.Subject)
                .OrderBy(one => one.Subject, ObjectRef.Order),
        ];
    }
}
