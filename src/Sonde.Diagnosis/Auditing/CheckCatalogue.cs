namespace Sonde.Diagnosis.Auditing;

/// <summary>All checks.</summary>
public static class CheckCatalogue
{
    /// <summary>All checks, by slug.</summary>
    public static IReadOnlyList<AuditCheck> All { get; } = [.. CheckList.Create().OrderBy(check => check.Slug, StringComparer.Ordinal)];

    /// <summary>The check of a slug; null when there is none.</summary>
    public static AuditCheck? Find(string slug) => All.FirstOrDefault(check => check.Slug == slug);

    /// <summary>The page of a check, as Markdown.</summary>
    public static string Page(AuditCheck check) =>
        $"# {check.Slug}: {check.Summary}\n\n**When.** {check.When}\n\n**Why.** {check.Why}\n\n**What to do.** {check.Fix}\n";
}
