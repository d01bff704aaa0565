using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rendering;

/// <summary>For an issue or an incident channel.</summary>
internal sealed class MarkdownDiagnosis : IDiagnosisWriter
{
    public string Name => "markdown";

    public IReadOnlyList<string> Extensions => [".md"];

    public string Description => "for an issue or an incident channel";

    public void Write(DiagnosisResult diagnosis, TextWriter output, DiagnosisLayout layout)
    {
        output.WriteLine("# Diagnosis");
        output.WriteLine();
        output.WriteLine(Wording.IsHealthy(diagnosis) ? $"{MarkdownText.Escape(Wording.Healthy(diagnosis, layout))}." : $"{MarkdownText.Escape(Wording.Summary(diagnosis))}.");
        foreach (RootCause root in diagnosis.Roots)
            WriteRoot(root, diagnosis.CapturedAt, output);
        WriteList("What failures share", Wording.Shared(diagnosis).Select(MarkdownText.Escape), output);
        WriteList("Undetermined", diagnosis.Undetermined.Select(one => $"**{MarkdownText.Escape(one.Subject.ToString())}**: {MarkdownText.Escape(one.Title)}"), output);
        WriteList("Not seen", diagnosis.BlindSpots.Select(spot => $"{MarkdownText.Escape(spot.What)}: {MarkdownText.Escape(spot.Why)}"), output);
    }

    internal static void WriteRoot(RootCause root, DateTimeOffset now, TextWriter output)
    {
        Finding finding = root.Finding;
        output.WriteLine();
        output.WriteLine($"## {MarkdownText.Escape(finding.Subject.ToString())}: {finding.Rule}");
        output.WriteLine();
        output.WriteLine($"**{MarkdownText.Escape(Wording.Answer(finding, now))}.** {Wording.Of(finding.Severity)}, {Wording.Of(finding.Confidence)}.");
        WriteList(null, Wording.Cascade(root).Select(line => $"⇠ {MarkdownText.Escape(line)}"), output);
        WriteList(null, root.Effects.Select(effect => $"→ {MarkdownText.Escape(effect.Subject.ToString())}: {MarkdownText.Escape(effect.Title)}"), output);
        if (finding.Evidence.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("| object | field | value | time |");
            output.WriteLine("|---|---|---|---|");
            foreach (Evidence evidence in finding.Evidence)
            {
                string time = evidence.Time is { } moment ? Wording.Clock(moment, now) : "";
                output.WriteLine($"| {MarkdownText.Cell(evidence.Object.ToString())} | {MarkdownText.Cell(evidence.Path)} | {MarkdownText.Cell(evidence.Value)} | {time} |");
            }
        }

        foreach (Remedy remedy in finding.Remedies)
        {
            output.WriteLine();
            output.WriteLine($"Remedy: {MarkdownText.Escape(remedy.Text)}{(remedy.IsDisruptive ? " (restarts pods)" : "")}");
            string? command = remedy.Command ?? (remedy.Patch is { } patch ? PatchCommand.Of(finding.Subject, patch) : null);
            if (command is not null)
            {
                output.WriteLine();
                output.WriteLine("```sh");
                output.WriteLine(command.ReplaceLineEndings(" ").Replace("```", "` ` `", StringComparison.Ordinal));
                output.WriteLine("```");
            }
        }
    }

    private static void WriteList(string? title, IEnumerable<string> items, TextWriter output)
    {
        bool isFirst = true;
        foreach (string item in items)
        {
            if (isFirst)
            {
                output.WriteLine();
                if (title is not null)
                {
                    output.WriteLine($"## {title}");
                    output.WriteLine();
                }
            }

            isFirst = false;
            output.WriteLine($"- {item}");
        }
    }
}
