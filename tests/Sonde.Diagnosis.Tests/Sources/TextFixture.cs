using System.Globalization;
using System.Text;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Tests.Sources;

/// <summary>Diagnoses texts.</summary>
internal static class TextFixture
{
    /// <summary>What kubectl 1.32 printed of a real 1.36 cluster.</summary>
    public static string Read(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Sonde.slnx")))
                return File.ReadAllText(Path.Combine(at.FullName, "tests", "Sonde.Diagnosis.Tests", "Sources", "Fixtures", name));
        }

        throw new InvalidOperationException("no Sonde.slnx above the tests");
    }

    public static Cluster Cluster(params ReadOnlySpan<string> texts)
    {
        var builder = new ClusterBuilder();
        foreach (string text in texts)
            ObjectFiles.Read(Encoding.UTF8.GetBytes(text), "incident.txt", builder, saved: DateTimeOffset.Parse("2026-11-21T12:00:00Z", CultureInfo.InvariantCulture));
        return builder.Build();
    }

    /// <summary>Causes at warning and above: <c>rule Kind namespace/name</c>, in order.</summary>
    public static string[] Roots(Cluster cluster) => [.. Diagnoser.Diagnose(cluster).Roots.Where(root => root.Finding.Severity >= Severity.Warning)
        .Select(root => $"{root.Finding.Rule} {root.Finding.Subject}").Order(StringComparer.Ordinal)];

    public static string[] Roots(params ReadOnlySpan<string> texts) => Roots(Cluster(texts));
}
