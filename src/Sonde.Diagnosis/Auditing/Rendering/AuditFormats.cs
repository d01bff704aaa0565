namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>The formats that an audit is written in.</summary>
public static class AuditFormats
{
    /// <summary>All of them; the first is the standard.</summary>
    public static IReadOnlyList<IAuditWriter> All { get; } =
    [
        new TextAudit(isWide: false),
        new TextAudit(isWide: true),
        new JsonAudit(),
        new SarifAudit(),
        new JunitAudit(),
        new MarkdownAudit(),
        new GithubAudit(),
    ];

    /// <summary>The writer of a format; null when there is none of that name.</summary>
    public static IAuditWriter? Find(string name) => All.FirstOrDefault(writer => writer.Name == name);
}
