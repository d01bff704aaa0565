namespace Sonde.Diagnosis.Verifying.Rendering;

/// <summary>The formats that a verification is written in.</summary>
public static class VerificationFormats
{
    /// <summary>All of them; the first is the standard.</summary>
    public static IReadOnlyList<IVerificationWriter> All { get; } =
        [new TextVerification(isWide: false), new TextVerification(isWide: true), new JsonVerification(), new MarkdownVerification()];

    /// <summary>The writer of a format; null when there is none of that name.</summary>
    public static IVerificationWriter? Find(string name) => All.FirstOrDefault(writer => writer.Name == name);
}
