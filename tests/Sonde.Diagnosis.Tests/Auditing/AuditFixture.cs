using System.Text;
using Sonde.Diagnosis.Auditing;
using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Rendering;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Tests.Auditing;

/// <summary>Audits texts.</summary>
internal static class AuditFixture
{
    public static string Root { get; } = FindRoot();

    public static string Folder { get; } = Path.Combine(Root, "tests", "Sonde.Diagnosis.Tests", "Auditing");

    public static AuditResult Audit(string text, AuditOptions? options = null, string file = "shop.yaml") => Audit(Encoding.UTF8.GetBytes(text), options, file);

    public static AuditResult Audit(byte[] content, AuditOptions? options = null, string file = "shop.yaml")
    {
        var builder = new ClusterBuilder();
        var set = new ManifestSet();
        new ManifestReader(builder, set).Read(content, file);
        return Auditor.Audit(set, builder.Build(), options ?? new AuditOptions());
    }

    /// <summary>Reads sources as the command does.</summary>
    public static async Task<AuditResult> AuditPathAsync(string path, AuditOptions? options = null)
    {
        var builder = new ClusterBuilder();
        var set = new ManifestSet();
        await ManifestSource.Open(path, () => Stream.Null, null, set).ReadAsync(builder, TestContext.Current.CancellationToken);
        return Auditor.Audit(set, builder.Build(), options ?? new AuditOptions());
    }

    public static string Write(AuditResult audit, string format, int width = 80, Severity least = Severity.Warning)
    {
        using var output = new StringWriter { NewLine = "\n" };
        AuditFormats.Find(format)!.Write(audit.AtLeast(least), output, new DiagnosisLayout(width, UsesColour: false, "", "1.2.3"));
        return output.ToString();
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Sonde.slnx")))
                return at.FullName;
        }

        throw new InvalidOperationException("no Sonde.slnx above the tests");
    }
}
