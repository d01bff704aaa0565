using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>Every rule has a page, and the other way round.</summary>
public sealed class RulePagesTests
{
    [Fact]
    public void Every_rule_has_a_page_that_begins_with_its_slug()
    {
        foreach (Rule rule in RuleCatalogue.All)
        {
            string? page = RuleCatalogue.Page(rule.Slug);
            Assert.True(page is not null, $"docs/rules/{rule.Slug}.md is missing");
            Assert.StartsWith($"# {rule.Slug}: ", page, StringComparison.Ordinal);
            Assert.Contains("## How Sonde knows", page, StringComparison.Ordinal);
            Assert.Contains("## What to do", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_page_has_a_rule()
    {
        IEnumerable<string> pages = typeof(RuleCatalogue).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("rules/", StringComparison.Ordinal)).Select(name => name["rules/".Length..]);
        Assert.Empty(pages.Except(RuleCatalogue.All.Select(rule => rule.Slug)));
    }

    [Fact]
    public void Slugs_are_unique() =>
        Assert.Equal(RuleCatalogue.All.Count, RuleCatalogue.All.Select(rule => rule.Slug).Distinct().Count());
}
