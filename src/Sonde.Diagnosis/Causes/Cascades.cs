using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Causes;

/// <summary>
/// Tells which of several causes was first when they depend on each other: a database that crashes, and then its caller, each for a
/// reason that its own log tells. Nothing is folded: that one followed the other is likely, not certain.
/// </summary>
/// <param name="reach">The edges.</param>
/// <param name="symptoms">What suffers.</param>
internal sealed class Cascades(Reach reach, Symptoms symptoms)
{
    // Time-outs, back-off and probes take minutes; what came an hour later came for another reason.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>The roots, each with the one that was before it and those that came after it.</summary>
    public IReadOnlyList<RootCause> Tell(IReadOnlyList<RootCause> roots)
    {
        RootCause[] timed = [.. roots.Where(root => root.Finding is { Since: not null, Severity: >= Severity.Warning })];
        if (timed.Length < 2)
            return roots;
        ILookup<ObjectRef, RootCause> bySubject = timed.ToLookup(root => root.Finding.Subject);
        Dictionary<RootCause, Dictionary<ObjectRef, string>> reached = new(ReferenceEqualityComparer.Instance);
        foreach (RootCause root in timed)
            reached[root] = Reached(root, bySubject);

        Dictionary<RootCause, (RootCause First, string Via)> before = new(ReferenceEqualityComparer.Instance);
        foreach (RootCause root in timed)
        {
            foreach ((ObjectRef subject, string via) in reached[root])
            {
                foreach (RootCause later in bySubject[subject].Where(later => Precedes(root, later, reached)))
                {
                    if (!before.TryGetValue(later, out (RootCause First, string) known) || Begins(root).CompareTo(Begins(known.First)) < 0)
                        before[later] = (root, via);
                }
            }
        }

        ILookup<RootCause, RootCause> followers = before.Keys.ToLookup(later => before[later].First, (IEqualityComparer<RootCause>)ReferenceEqualityComparer.Instance);
        return
        [
            .. roots.Select(root => root with
            {
                After = before.TryGetValue(root, out (RootCause First, string Via) one) ? Step(one.First, one.First, root, one.Via) : null,
                Followers =
                [
                    .. followers[root].OrderBy(Begins).ThenBy(later => later.Finding.Subject, ObjectRef.Order).ThenBy(later => later.Finding.Rule, StringComparer.Ordinal)
                        .Select(later => Step(later, root, later, before[later].Via)),
                ],
            }),
        ];
    }

    private static DateTimeOffset Begins(RootCause root) => root.Finding.Since!.Value;

    private static CascadeStep Step(RootCause other, RootCause first, RootCause later, string via) =>
        new(other.Finding.Subject, other.Finding.Rule, Begins(later) - Begins(first), via);

    /// <summary>Of two that began at the same time and depend on each other, neither was first.</summary>
    private static bool Precedes(RootCause one, RootCause later, Dictionary<RootCause, Dictionary<ObjectRef, string>> reached)
    {
        TimeSpan apart = Begins(later) - Begins(one);
        return later.Finding.Subject != one.Finding.Subject && apart >= TimeSpan.Zero && apart <= Longest
            && (apart > TimeSpan.Zero || !reached[later].ContainsKey(one.Finding.Subject));
    }

    /// <summary>Everything whose trouble may come from a root, with the last tie on the way to it.</summary>
    private Dictionary<ObjectRef, string> Reached(RootCause root, ILookup<ObjectRef, RootCause> bySubject)
    {
        var reached = new Dictionary<ObjectRef, string>();
        var queue = new Queue<ObjectRef>([root.Finding.Subject]);
        foreach (Effect effect in root.Effects)
        {
            if (reached.TryAdd(effect.Subject, effect.Via))
                queue.Enqueue(effect.Subject);
        }

        while (queue.TryDequeue(out ObjectRef from))
        {
            foreach ((ObjectRef to, string via, _) in reach.Edges(from))
            {
                // A Service of which some pods are left does not suffer, its callers may.
                bool passes = to.Kind == "Service" || symptoms.Of(to) is not null || bySubject.Contains(to);
                if (passes && to != root.Finding.Subject && reached.TryAdd(to, via))
                    queue.Enqueue(to);
            }
        }

        return reached;
    }
}
