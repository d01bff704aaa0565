using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Verifying.Rendering;

/// <summary>For an issue or a pull request.</summary>
internal sealed class MarkdownVerification : IVerificationWriter
{
    public string Name => "markdown";

    public void Write(Verification verification, TextWriter output, DiagnosisLayout layout)
    {
        output.WriteLine("# Verification");
        output.WriteLine();
        output.WriteLine($"{MarkdownText.Escape(VerificationWords.Summary(verification))}. Compared with {MarkdownText.Escape(VerificationWords.Base(verification))}.");
        if (verification.Gone.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("| | object | cause | how that is known |");
            output.WriteLine("|---|---|---|---|");
            foreach (GoneRoot gone in verification.Gone.OrderBy(one => one.Outcome))
                output.WriteLine($"| {VerificationWords.Short(gone.Outcome)} | {MarkdownText.Escape(gone.Root.Subject.ToString())} | {MarkdownText.Escape(gone.Root.Title)} ({gone.Root.Rule}) | {MarkdownText.Escape(gone.Why)} |");
        }

        if (verification.Rolling.Count > 0)
        {
            output.WriteLine();
            foreach (Rolling rolling in verification.Rolling)
                output.WriteLine($"- still changing: {MarkdownText.Escape(rolling.Subject.ToString())}: {MarkdownText.Escape(rolling.Title)}");
        }

        WriteRoots("Remaining", verification.Remaining, verification, output);
        WriteRoots("New", verification.New, verification, output);
    }

    private static void WriteRoots(string title, IReadOnlyList<RootCause> roots, Verification verification, TextWriter output)
    {
        if (roots.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine($"# {title}");
        foreach (RootCause root in roots)
            MarkdownDiagnosis.WriteRoot(root, verification.CapturedAt, output);
    }
}
