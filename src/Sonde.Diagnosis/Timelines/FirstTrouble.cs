using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Timelines;

/// <summary>
/// Finds the first thing that went wrong of what is wrong now. The diagnosis says what is wrong; troubles that healthy pods have behind
/// them do not count.
/// </summary>
internal static class FirstTrouble
{
    /// <summary>The place of the entry; −1 when nothing is wrong, or no entry shows its begin.</summary>
    public static int Find(IReadOnlyList<TimelineEntry> entries, DiagnosisResult diagnosis)
    {
        // The cause's own trouble first; where none is seen, that of what suffers from it.
        var causes = new HashSet<ObjectRef>();
        var suffering = new HashSet<ObjectRef>(diagnosis.Undetermined.Select(one => one.Subject));
        foreach (RootCause root in diagnosis.Roots.Where(root => root.Finding.Severity >= Severity.Warning))
        {
            causes.Add(root.Finding.Subject);
            suffering.UnionWith(root.Finding.Evidence.Select(evidence => evidence.Object));
            suffering.UnionWith(root.Effects.Select(effect => effect.Subject));
        }

        int first = First(entries, causes);
        return first >= 0 ? first : First(entries, suffering);
    }

    private static int First(IReadOnlyList<TimelineEntry> entries, HashSet<ObjectRef> wrong)
    {
        for (int i = 0; i < entries.Count; i++)
        {
            if (entries[i].IsTrouble && (wrong.Contains(entries[i].Subject) || entries[i].Members.Any(wrong.Contains)))
                return i;
        }

        return -1;
    }
}
