using System.Text;
using Sonde.Diagnosis.Auditing;

namespace Sonde.Diagnosis.Tests.Auditing;

/// <summary>The page of all checks, from what the checks say about themselves.</summary>
internal static class CheckPages
{
    public static string Write()
    {
        var page = new StringBuilder("# Checks of sonde audit\n\nMade of the checks themselves (`UPDATE_GOLDEN=1`, `AuditTests`). `sonde audit --explain CHECK` prints each of them.\n\n| check | what is wrong |\n|---|---|\n");
        foreach (IGrouping<CheckArea, AuditCheck> area in CheckCatalogue.All.GroupBy(check => check.Area).OrderBy(area => area.Key))
        {
            page.Append($"| **{area.Key}** | |\n");
            foreach (AuditCheck check in area)
                page.Append($"| [{check.Slug}](#{check.Slug}) | {check.Summary} |\n");
        }

        foreach (AuditCheck check in CheckCatalogue.All.OrderBy(check => check.Area).ThenBy(check => check.Slug, StringComparer.Ordinal))
            page.Append($"\n## {check.Slug}\n\n{string.Concat(check.Summary[..1].ToUpperInvariant(), check.Summary.AsSpan(1))}.\n\n**When.** {check.When}\n\n**Why.** {check.Why}\n\n**What to do.** {check.Fix}\n");
        return page.ToString();
    }
}
