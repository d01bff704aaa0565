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
        output.WriteLine($"{MarkdownDiagnosis.Escape(VerificationWords.Summary(verification))}. Compared with {MarkdownDiagnosis.Escape(VerificationWords.Base(verification))}.");
        if (verification.Gone.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("| | object | cause | how that is known |");
            output.WriteLine("|---|---|---|---|");
            foreach (GoneRoot gone in verification.Gone.OrderBy(one => one.Outcome))
                output.WriteLine($"| {VerificationWords.Short(gone.Outcome)} | {MarkdownDiagnosis.Escape(gone.Root.Subject.ToString())} | {MarkdownDiagnosis.Escape(gone.Root.Title)} ({gone.Root.Rule}) | {MarkdownDiagnosis.Escape(gone.Why)} |");
        }

        if (verification.Rolling.Count > 0)
        {
            output.WriteLine();
            foreach (Rolling rolling in verification.Rolling)
                output.WriteLine($"- still changing: {MarkdownDiagnosis.Escape(rolling.Subject.ToString())}: {MarkdownDiagnosis.Escape(rolling.Title)}");
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
