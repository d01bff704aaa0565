using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>For a terminal: the answer, then the workloads, the worst first.</summary>
/// <param name="isWide">With remedies, scores of good workloads and everything that was not read.</param>
internal sealed class TextAudit(bool isWide) : IAuditWriter
{
    private const int FewObjects = 20, FewBlindSpots = 5, Indent = 4, ScoreWidth = 3;

    public string Name => isWide ? "wide" : "text";

    public IReadOnlyList<string> Extensions => isWide ? [] : [".txt"];

    public string Description => isWide ? "text with remedies, all workloads, and what was not read" : "for a person: the worst workload first";

    public void Write(AuditResult audit, TextWriter output, DiagnosisLayout layout)
    {
        foreach (string line in TextLayout.Wrap(TextLayout.Printable(AuditWording.Answer(audit)), layout.Width))
            output.WriteLine(layout.UsesColour ? $"\e[1m{line}\e[0m" : line);
        AuditedObject[] shown = [.. audit.Objects.Where(one => one.Findings.Count > 0 || (isWide && one.Score is not null))];
        int few = isWide ? shown.Length : Math.Min(FewObjects, shown.Length);
        foreach (AuditedObject one in shown.Take(few))
            WriteObject(one, output, layout);
        if (shown.Length > 0)
            output.WriteLine();
        if (shown.Length > few)
            output.WriteLine($"and {AuditWording.Count(shown.Length - few, "more object")} (-o wide)");
        WriteBlindSpots(audit.BlindSpots, output, layout);
        List<string> ends = [];
        if (audit.Hidden.Count > 0)
            ends.Add($"{audit.Hidden.Count} not shown: --severity {Wording.Of(audit.Hidden.Min(finding => finding.Severity))}");
        if (audit.Suppressed > 0)
            ends.Add($"{audit.Suppressed} suppressed by annotation");
        if (audit.Findings.Any() && !isWide)
            ends.Add("remedies: -o wide");
        if (audit.Findings.Any())
            ends.Add("why: --explain CHECK");
        if (ends.Count > 0)
            WriteWrapped("", string.Join(" · ", ends), output, layout, isDim: true);
    }

    private void WriteObject(AuditedObject one, TextWriter output, DiagnosisLayout layout)
    {
        output.WriteLine();
        string score = one.Score is { } number ? number.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(ScoreWidth) : new string(' ', ScoreWidth);
        string name = TextLayout.Printable(one.Ref.ToString()), place = TextLayout.Printable(one.Place.ToString());
        string colour = one.Count(Severity.Error) > 0 ? "31" : one.Count(Severity.Warning) > 0 ? "33" : "32";
        bool fits = ScoreWidth + name.Length + place.Length + 3 <= layout.Width;
        output.WriteLine($"{(layout.UsesColour ? $"\e[1;{colour}m{score}\e[0m \e[1m{name}\e[0m" : $"{score} {name}")}{(fits && place.Length > 0 ? $"  {Dim(place, layout)}" : "")}");
        if (!fits)
            output.WriteLine($"{new string(' ', Indent)}{Dim(place, layout)}");
        // What several containers have in common is one line.
        foreach (IGrouping<(string, string, Severity), AuditFinding> group in one.Findings.GroupBy(finding => (finding.Check, finding.Title, finding.Severity)))
            WriteFinding([.. group], one, output, layout);
    }

    private void WriteFinding(AuditFinding[] group, AuditedObject one, TextWriter output, DiagnosisLayout layout)
    {
        AuditFinding finding = group[0];
        string mark = finding.Severity switch { Severity.Error => "✖", Severity.Warning => "▲", _ => "·" };
        string colour = finding.Severity switch { Severity.Error => "31", Severity.Warning => "33", _ => "36" };
        string[] containers = [.. group.Select(same => same.Container).Where(name => name.Length > 0).Distinct()];
        string who = containers.Length > 0 ? $"{string.Join(", ", containers)}: " : "";
        List<string> lines = TextLayout.Wrap(TextLayout.Printable(who + finding.Title), layout.Width - Indent - 2);
        for (int i = 0; i < lines.Count; i++)
            output.WriteLine(i > 0 ? $"{new string(' ', Indent + 2)}{lines[i]}" : $"{new string(' ', Indent)}{(layout.UsesColour ? $"\e[{colour}m{mark}\e[0m" : mark)} {lines[i]}");
        string at = finding.Place.Line > 0 ? $"{(finding.Place.File == one.Place.File ? "line" : finding.Place.File)} {string.Join(", ", group.Select(same => same.Place.Line).Distinct())} · " : "";
        output.WriteLine($"{new string(' ', Indent + 2)}{Dim($"{at}{finding.Check}", layout)}");
        if (!isWide)
            return;
        foreach (string line in TextLayout.Wrap(TextLayout.Printable(finding.Remedy.Text), layout.Width - Indent - 4))
            output.WriteLine($"{new string(' ', Indent + 2)}→ {line}");
        // What is for copying is never broken into lines.
        if (finding.Place.File.Length > 0 && finding.Remedy.Snippet.Length > 0)
            output.WriteLine($"{new string(' ', Indent + 4)}{TextLayout.Printable(finding.Remedy.Snippet)}");
        else if (finding.Remedy.Command.Length > 0)
            output.WriteLine($"{new string(' ', Indent + 4)}$ {TextLayout.Printable(finding.Remedy.Command)}");
    }

    private void WriteBlindSpots(IReadOnlyList<BlindSpot> spots, TextWriter output, DiagnosisLayout layout)
    {
        if (spots.Count == 0)
            return;
        output.WriteLine("not audited");
        int few = isWide ? spots.Count : Math.Min(FewBlindSpots, spots.Count);
        foreach (BlindSpot spot in spots.Take(few))
            WriteWrapped("  ", $"{spot.What}: {spot.Why}", output, layout, isDim: false);
        if (spots.Count > few)
            output.WriteLine($"  and {spots.Count - few} more (-o wide)");
        output.WriteLine();
    }

    private static void WriteWrapped(string indent, string text, TextWriter output, DiagnosisLayout layout, bool isDim)
    {
        bool isFirst = true;
        foreach (string line in TextLayout.Wrap(TextLayout.Printable(text), layout.Width - indent.Length - 2))
        {
            string shown = $"{indent}{(isFirst || indent.Length == 0 ? "" : "  ")}{line}";
            output.WriteLine(isDim ? Dim(shown, layout) : shown);
            isFirst = false;
        }
    }

    private static string Dim(string text, DiagnosisLayout layout) => layout.UsesColour ? $"\e[2m{text}\e[0m" : text;
}
