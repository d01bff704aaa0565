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
        output.WriteLine(Wording.IsHealthy(diagnosis) ? $"{Escape(Wording.Healthy(diagnosis, layout))}." : $"{Escape(Wording.Summary(diagnosis))}.");
        foreach (RootCause root in diagnosis.Roots)
            WriteRoot(root, diagnosis.CapturedAt, output);
        WriteList("What failing pods share", Wording.Shared(diagnosis).Select(Escape), output);
        WriteList("Undetermined", diagnosis.Undetermined.Select(one => $"**{Escape(one.Subject.ToString())}**: {Escape(one.Title)}"), output);
        WriteList("Not seen", diagnosis.BlindSpots.Select(spot => $"{Escape(spot.What)}: {Escape(spot.Why)}"), output);
    }

    internal static void WriteRoot(RootCause root, DateTimeOffset now, TextWriter output)
    {
        Finding finding = root.Finding;
        output.WriteLine();
        output.WriteLine($"## {Escape(finding.Subject.ToString())}: {finding.Rule}");
        output.WriteLine();
        output.WriteLine($"**{Escape(Wording.Answer(finding, now))}.** {Wording.Of(finding.Severity)}, {Wording.Of(finding.Confidence)}.");
        WriteList(null, Wording.Cascade(root).Select(line => $"⇠ {Escape(line)}"), output);
        WriteList(null, root.Effects.Select(effect => $"→ {Escape(effect.Subject.ToString())}: {Escape(effect.Title)}"), output);
        if (finding.Evidence.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("| object | field | value | time |");
            output.WriteLine("|---|---|---|---|");
            foreach (Evidence evidence in finding.Evidence)
            {
                string time = evidence.Time is { } moment ? Wording.Clock(moment, now) : "";
                output.WriteLine($"| {Cell(evidence.Object.ToString())} | {Cell(evidence.Path)} | {Cell(evidence.Value)} | {time} |");
            }
        }

        foreach (Remedy remedy in finding.Remedies)
        {
            output.WriteLine();
            output.WriteLine($"Remedy: {Escape(remedy.Text)}{(remedy.IsDisruptive ? " (restarts pods)" : "")}");
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

    /// <summary>Text that may hold anything: nothing of it is markup.</summary>
    internal static string Escape(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => c switch
    {
        '*' or '_' or '`' or '[' or ']' or '<' or '>' or '|' or '\\' or '#' => $"\\{c}",
        _ when char.IsControl(c) => "�",
        _ => c.ToString(),
    }));

    private static string Cell(string text) => text.Length == 0 ? "" : $"`{string.Concat(text.ReplaceLineEndings(" ").Select(c => c is '`' ? '\'' : char.IsControl(c) ? '�' : c)).Replace("|", "\\|", StringComparison.Ordinal)}`";
}
