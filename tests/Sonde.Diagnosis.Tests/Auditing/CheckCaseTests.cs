using Sonde.Diagnosis.Auditing;

namespace Sonde.Diagnosis.Tests.Auditing;

/// <summary>
/// Each check has a file <c>Cases/SLUG.yaml</c>: what is wrong, with <c># !</c> on the lines that the check has to name, and
/// behind <c>#### good</c> what it must not speak of.
/// </summary>
public sealed class CheckCaseTests
{
    public static TheoryData<string> Slugs => [.. CheckCatalogue.All.Select(check => check.Slug).Where(slug => slug != "logs-unstructured")];

    [Theory]
    [MemberData(nameof(Slugs))]
    public void Names_the_lines_that_are_wrong_and_no_others(string slug)
    {
        (string bad, _) = Case(slug);
        string[] lines = bad.Split('\n');
        int[] expected = [.. Enumerable.Range(1, lines.Length).Where(number => lines[number - 1].EndsWith("# !", StringComparison.Ordinal))];
        Assert.NotEmpty(expected);
        AuditFinding[] found = [.. AuditFixture.Audit(bad, new AuditOptions { Only = [slug] }).Findings];
        Assert.Equal(expected, found.Select(finding => finding.Place.Line).Order());
        Assert.All(found, finding =>
        {
            Assert.Equal(slug, finding.Check);
            Assert.Equal("shop.yaml", finding.Place.File);
            Assert.False(string.IsNullOrEmpty(finding.Remedy.Text));
            Assert.DoesNotContain('\n', finding.Title + finding.Remedy.Snippet + finding.Remedy.Command);
        });
    }

    [Theory]
    [MemberData(nameof(Slugs))]
    public void Is_silent_about_what_is_right(string slug) =>
        Assert.Empty(AuditFixture.Audit(Case(slug).Good, new AuditOptions { Only = [slug] }).Findings.Select(finding => $"{finding.Place}: {finding.Title}"));

    [Fact]
    public void Every_case_has_a_check() =>
        Assert.Empty(Directory.GetFiles(Path.Combine(AuditFixture.Folder, "Cases")).Select(Path.GetFileNameWithoutExtension).Except(CheckCatalogue.All.Select(check => check.Slug)));

    [Theory]
    [MemberData(nameof(Slugs))]
    public void A_snippet_is_yaml(string slug)
    {
        foreach (AuditFinding finding in AuditFixture.Audit(Case(slug).Bad, new AuditOptions { Only = [slug] }).Findings.Where(finding => finding.Remedy.Snippet.Length > 0))
        {
            using var text = new StringReader($"{{{finding.Remedy.Snippet}}}");
            Assert.Single(Sonde.Kubernetes.Yaml.YamlJson.Documents(text));
        }
    }

    private static (string Bad, string Good) Case(string slug)
    {
        string[] parts = File.ReadAllText(Path.Combine(AuditFixture.Folder, "Cases", $"{slug}.yaml")).Split("#### good\n");
        Assert.Equal(2, parts.Length);
        return (parts[0], parts[1]);
    }
}
