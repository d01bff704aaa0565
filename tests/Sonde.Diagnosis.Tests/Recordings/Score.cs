using System.Text;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Tests.Recordings;

/// <summary>Compares a diagnosis with an answer key.</summary>
internal static class Score
{
    // "said in the title or in at most 1 kB of evidence"
    private const int MostEvidence = 1024;

    /// <summary>What is wrong with a diagnosis, in one line each; empty for full marks.</summary>
    /// <param name="diagnosis">The diagnosis.</param>
    /// <param name="key">The answers.</param>
    /// <param name="slugs">Slugs that are looked at: roots of others may be missing, and what they would explain as well.</param>
    public static IReadOnlyList<string> Mistakes(DiagnosisResult diagnosis, AnswerKey key, IReadOnlySet<string> slugs)
    {
        var mistakes = new List<string>();
        RootCause[] named = [.. diagnosis.Roots.Where(root => root.Finding.Severity >= Severity.Warning)];
        bool isWhole = key.Roots.All(root => root.Rules.Any(slugs.Contains));
        foreach (ExpectedRoot expected in key.Roots.Where(root => root.Rules.Any(slugs.Contains)))
        {
            RootCause? found = named.FirstOrDefault(root => expected.Rules.Contains(root.Finding.Rule) && Same(root.Finding.Subject, expected.Subject));
            if (found is null)
            {
                mistakes.Add($"missing: {expected.Rules[0]} of {expected.Subject}");
                continue;
            }

            if (expected.Container.Length > 0 && found.Finding.Container != expected.Container)
                mistakes.Add($"{expected.Rules[0]} of {expected.Subject}: names container '{found.Finding.Container}', not {expected.Container}");
            string said = Said(found.Finding);
            foreach (string text in expected.MustMention.Where(text => !said.Contains(text, StringComparison.OrdinalIgnoreCase)))
                mistakes.Add($"{expected.Rules[0]} of {expected.Subject}: does not say '{text}'");
        }

        foreach (RootCause root in named)
        {
            bool isExpected = key.Roots.Any(expected => expected.Rules.Contains(root.Finding.Rule) && Same(root.Finding.Subject, expected.Subject));
            if (key.Forbidden.Any(name => Same(name, root.Finding.Subject)) && !isExpected)
                mistakes.Add($"forbidden: {root.Finding.Rule} of {root.Finding.Subject}");
            else if (!isExpected && isWhole)
                mistakes.Add($"too much: {root.Finding.Rule} of {root.Finding.Subject}: {root.Finding.Title}");
        }

        if (isWhole)
        {
            foreach (ObjectRef effect in key.Effects.Where(effect => !named.Any(root => root.Effects.Any(one => Same(one.Subject, effect)))))
                mistakes.Add($"not folded under a root: {effect}");
            mistakes.AddRange(diagnosis.Undetermined.Select(one => $"undetermined: {one.Subject} {one.Title}"));
        }

        return mistakes;
    }

    private static bool Same(ObjectRef one, ObjectRef other) => one with { Group = "" } == other with { Group = "" };

    private static string Said(Finding finding)
    {
        var evidence = new StringBuilder();
        foreach (Evidence one in finding.Evidence)
            evidence.Append(one.Path).Append(' ').Append(one.Value).Append('\n');
        if (evidence.Length > MostEvidence)
            evidence.Length = MostEvidence;
        return $"{finding.Subject} {finding.Title}\n{evidence}";
    }
}
