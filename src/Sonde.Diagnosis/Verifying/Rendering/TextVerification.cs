using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Verifying.Rendering;

/// <summary>For a terminal: what is gone, then what is there with its remedy.</summary>
/// <param name="isWide">Everything that is known of the causes that are there.</param>
internal sealed class TextVerification(bool isWide) : IVerificationWriter
{
    public string Name => isWide ? "wide" : "text";

    public void Write(Verification verification, TextWriter output, DiagnosisLayout layout)
    {
        output.WriteLine(Paint($"compared with {VerificationWords.Base(verification)}", "2", layout));
        foreach (GoneRoot gone in verification.Gone.OrderBy(one => one.Outcome))
        {
            (string mark, string colour) = gone.Outcome switch
            {
                Outcome.Fixed => ("✔", "32"),
                Outcome.Settling => ("…", "33"),
                Outcome.StillBroken or Outcome.Folded => ("✖", "31"),
                _ => ("?", "33"),
            };
            string title = $"{gone.Root.Subject}{(gone.Root.Container.Length > 0 ? $", container {gone.Root.Container}" : "")}: {gone.Root.Title} ({gone.Root.Rule})";
            output.WriteLine(Paint($"{mark} {VerificationWords.Short(gone.Outcome),-8}", colour, layout) + $" {TextLayout.Printable(title)}");
            output.WriteLine($"             {TextLayout.Printable(gone.Why)}");
        }

        foreach (Rolling rolling in verification.Rolling)
            output.WriteLine(Paint("… rolling ", "33", layout) + $" {TextLayout.Printable($"{rolling.Subject}: {rolling.Title}")}");
        WriteRoots("remains", verification.Remaining, verification, output, layout);
        WriteRoots("new", verification.New, verification, output, layout);
        if (isWide)
        {
            foreach (Model.BlindSpot spot in verification.BlindSpots)
                output.WriteLine($"? {TextLayout.Printable($"{spot.What}: {spot.Why}")}");
        }
        else if (verification.BlindSpots.Count > 0)
        {
            output.WriteLine($"{verification.BlindSpots.Count} blind {(verification.BlindSpots.Count == 1 ? "spot" : "spots")}: -o wide lists what could not be seen");
        }

        output.WriteLine(Paint(VerificationWords.Summary(verification), "2", layout));
    }

    private void WriteRoots(string title, IReadOnlyList<RootCause> roots, Verification verification, TextWriter output, DiagnosisLayout layout)
    {
        if (roots.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine(Paint($"{title}:", "1", layout));
        var text = new TextDiagnosis(isWide);
        foreach (RootCause root in roots)
            text.WriteRoot(root, verification.CapturedAt, output, layout);
        output.WriteLine();
    }

    private static string Paint(string text, string colour, DiagnosisLayout layout) => layout.UsesColour ? $"\e[{colour}m{text}\e[0m" : text;
}
