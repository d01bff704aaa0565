using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rendering;

/// <summary>For a terminal: the answer first, then the chain, the evidence and the remedy.</summary>
/// <param name="isWide">Everything that is known, instead of the most telling part.</param>
internal sealed class TextDiagnosis(bool isWide) : IDiagnosisWriter
{
    private const int FewEffects = 6, FewEvidence = 4, FewRemedies = 2, FewUndetermined = 10, Indent = 4;

    public string Name => isWide ? "wide" : "text";

    public IReadOnlyList<string> Extensions => isWide ? [] : [".txt"];

    public string Description => isWide ? "text with all evidence, effects, remedies and blind spots" : "for a person: the answer, its chain, evidence and remedy";

    public void Write(DiagnosisResult diagnosis, TextWriter output, DiagnosisLayout layout)
    {
        if (Wording.IsHealthy(diagnosis) && !(isWide && diagnosis.BlindSpots.Count > 0))
        {
            output.WriteLine(TextLayout.Printable(Wording.Healthy(diagnosis, layout)));
            return;
        }

        foreach (RootCause root in diagnosis.Roots)
        {
            WriteRoot(root, diagnosis.CapturedAt, output, layout);
            output.WriteLine();
        }

        WriteList("what failures share", "∩", [.. Wording.Shared(diagnosis)], output, layout);
        WriteList("undetermined", "?", [.. diagnosis.Undetermined.Select(one => $"{one.Subject}: {one.Title}")], output, layout);
        if (isWide)
            WriteList("not seen", "?", [.. diagnosis.BlindSpots.Select(spot => $"{spot.What}: {spot.Why}")], output, layout);
        else if (diagnosis.BlindSpots.Count > 0)
            output.WriteLine($"{diagnosis.BlindSpots.Count} blind {(diagnosis.BlindSpots.Count == 1 ? "spot" : "spots")}: -o wide lists what could not be seen");
        output.WriteLine(Dim(Wording.Summary(diagnosis), layout));
    }

    internal void WriteRoot(RootCause root, DateTimeOffset now, TextWriter output, DiagnosisLayout layout)
    {
        Finding finding = root.Finding;
        string mark = finding.Severity switch { Severity.Error => "✖", Severity.Warning => "▲", _ => "·" };
        string colour = finding.Severity switch { Severity.Error => "31", Severity.Warning => "33", _ => "36" };
        List<string> lines = TextLayout.Wrap(TextLayout.Printable(Wording.Answer(finding, now)), layout.Width - 2);
        output.WriteLine(layout.UsesColour ? $"\e[1;{colour}m{mark} {lines[0]}\e[0m" : $"{mark} {lines[0]}");
        foreach (string line in lines.Skip(1))
            output.WriteLine(layout.UsesColour ? $"  \e[1m{line}\e[0m" : $"  {line}");
        output.WriteLine(Dim($"  {Wording.Of(finding.Severity)} · {Wording.Of(finding.Confidence)} · {finding.Rule}", layout));

        foreach (string line in Wording.Cascade(root))
            WriteItem("⇠", line, output, layout);
        int effects = isWide ? root.Effects.Count : Math.Min(FewEffects, root.Effects.Count);
        foreach (Effect effect in root.Effects.Take(effects))
            WriteItem("→", $"{effect.Subject}: {effect.Title}{(isWide && effect.Via.Length > 0 ? $" ({effect.Via})" : "")}", output, layout);
        if (root.Effects.Count > effects)
            output.WriteLine($"  → and {root.Effects.Count - effects} more (-o wide)");

        if (finding.Evidence.Count > 0)
            output.WriteLine(Dim("  evidence", layout));
        ObjectRef last = default;
        foreach (Evidence evidence in isWide ? finding.Evidence : finding.Evidence.Take(FewEvidence))
        {
            string where = evidence.Object == last ? "" : $"{evidence.Object} ";
            last = evidence.Object;
            string time = evidence.Time is { } moment ? $"  [{Wording.Clock(moment, now)}]" : "";
            WriteItem(" ", $"{where}{evidence.Path} = {evidence.Value}{time}", output, layout);
        }

        if (finding.Remedies.Count > 0)
            output.WriteLine(Dim("  remedy", layout));
        foreach (Remedy remedy in isWide ? finding.Remedies : finding.Remedies.Take(FewRemedies))
        {
            WriteItem(" ", $"{remedy.Text}{(remedy.IsDisruptive ? " (restarts pods)" : "")}", output, layout);
            // A command is for copying: it is never broken into lines.
            if (remedy.Command is { } command)
                output.WriteLine($"      $ {TextLayout.Printable(command)}");
            if (remedy.Patch is { } patch)
                output.WriteLine($"      $ {TextLayout.Printable(PatchCommand.Of(finding.Subject, patch))}");
        }
    }

    private void WriteList(string title, string bullet, string[] items, TextWriter output, DiagnosisLayout layout)
    {
        if (items.Length == 0)
            return;
        output.WriteLine(title);
        int shown = isWide ? items.Length : Math.Min(FewUndetermined, items.Length);
        foreach (string item in items.Take(shown))
            WriteItem(bullet, item, output, layout);
        if (items.Length > shown)
            output.WriteLine($"  {bullet} and {items.Length - shown} more (-o wide)");
        output.WriteLine();
    }

    private static void WriteItem(string bullet, string text, TextWriter output, DiagnosisLayout layout)
    {
        List<string> lines = TextLayout.Wrap(TextLayout.Printable(text), layout.Width - Indent);
        output.WriteLine($"  {bullet} {lines[0]}");
        foreach (string line in lines.Skip(1))
            output.WriteLine($"    {line}");
    }

    private static string Dim(string text, DiagnosisLayout layout) => layout.UsesColour ? $"\e[2m{text}\e[0m" : text;
}
