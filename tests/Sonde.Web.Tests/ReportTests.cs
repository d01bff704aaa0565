using System.Globalization;
using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.TestTargets.Browser;

namespace Sonde.Web.Tests;

/// <summary>The report of a diagnosis as its reader uses it.</summary>
[Trait("Needs", "chromium")]
public sealed class ReportTests(BrowserFixture browser)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_sample_shows_its_chain_and_what_happened_and_loads_nothing()
    {
        await using ReportPage report = await ReportPage.OpenSampleAsync(browser);
        Assert.Equal(3, await report.Page.NumberAsync("document.querySelectorAll('.graph g').length"));
        Assert.Equal(2, await report.Page.NumberAsync("document.querySelectorAll('.graph svg > path').length"));
        Assert.True(await report.Page.NumberAsync("document.querySelectorAll('.lanes .trouble').length") > 0);
        Assert.Empty(report.Page.Errors);
        Assert.Empty(report.Page.Requests);
    }

    [Fact]
    public async Task A_command_is_copied_from_a_page_that_was_opened_as_a_file()
    {
        await using ReportPage report = await ReportPage.OpenSampleAsync(browser);
        // What reaches the clipboard is seen where the page hands it over, by either of the two ways.
        await report.Page.EvaluateAsync("window.seen = ''; document.addEventListener('copy', () => { window.seen = String(getSelection()) || document.activeElement.value; });");
        await report.Page.EvaluateAsync("Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } })");
        await report.Page.EvaluateAsync("document.querySelector('button.copy').focus()");
        await report.Page.PressAsync("Enter");
        await report.Page.UntilAsync("document.querySelector('button.copy').textContent === 'copied'");
        Assert.StartsWith("kubectl patch deployment -n shop catalog", await report.Page.TextAsync("window.seen"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_scripts_everything_can_be_read()
    {
        await using ReportPage report = await ReportPage.OpenSampleAsync(browser, new PageOptions { Scripts = false });
        byte[] png = await report.Page.ScreenshotAsync();
        Assert.NotEmpty(png);
        Assert.Empty(report.Page.Requests);
    }

    [Fact]
    public async Task Many_causes_are_listed_and_a_link_unfolds_the_one_it_names()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, Made(50, effects: 3));
        Assert.Equal(50, await report.Page.NumberAsync("document.querySelectorAll('.list li').length"));
        Assert.Equal("false", await report.Page.TextAsync("document.getElementById('cause-40').open"));
        await report.Page.EvaluateAsync("document.querySelector('.list li:nth-child(40) a').focus()");
        await report.Page.PressAsync("Enter");
        await report.Page.UntilAsync("document.getElementById('cause-40').open");
        await report.Page.EvaluateAsync("document.getElementById('unfold').focus()");
        await report.Page.PressAsync("Enter");
        await report.Page.UntilAsync("document.querySelectorAll('details:not([open])').length === 0");
    }

    [Fact]
    public async Task Boxes_do_not_cover_each_other_and_hold_their_texts()
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, Made(1, effects: 30, name: new string('n', 200)));
        JsonElement found = await report.Page.EvaluateAsync(
            """
            (() => {
              const boxes = [...document.querySelectorAll(".graph rect")].map((one) => one.getBoundingClientRect());
              const over = boxes.filter((a, i) => boxes.some((b, j) => j > i && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
              const out = [...document.querySelectorAll(".graph g")].filter((g) => {
                const box = g.querySelector("rect").getBoundingClientRect();
                return [...g.querySelectorAll("text")].some((text) => text.getBoundingClientRect().right > box.right);
              }).length;
              return { boxes: boxes.length, over, out, title: document.querySelector(".graph g title").textContent.length };
            })()
            """);
        Assert.Equal((10, 0, 0), (found.GetProperty("boxes").GetInt32(), found.GetProperty("over").GetInt32(), found.GetProperty("out").GetInt32()));
        Assert.True(found.GetProperty("title").GetInt32() > 200);
        Assert.Equal("31", await report.Page.TextAsync("document.querySelectorAll('.chain li').length"));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(400)]
    public async Task Nothing_is_wider_than_the_window(int width)
    {
        await using ReportPage report = await ReportPage.OpenAsync(browser, Made(6, effects: 5, name: new string('n', 200)), options: new PageOptions { Width = width });
        Assert.Equal(width.ToString(CultureInfo.InvariantCulture), await report.Page.TextAsync("Math.max(document.documentElement.scrollWidth, innerWidth)"));
    }

    [Fact]
    public async Task Texts_of_the_cluster_are_no_markup()
    {
        const string Hostile = "</script></style><img src=x onerror=\"window.hit=1\"><svg onload=window.hit=2>'\"&\u202e";
        Finding finding = new("rule", new ObjectRef("Deployment", Hostile, Hostile), Hostile)
        {
            Evidence = [new Evidence(new ObjectRef("Pod", "s", Hostile), Hostile, Hostile, Now)],
            Remedies = [new Remedy(Hostile, $"kubectl {Hostile}", null, true)],
        };
        var effect = new Effect(new ObjectRef("Service", Hostile, Hostile), Hostile, Hostile);
        var diagnosis = new DiagnosisResult(
            Now, [new RootCause(finding, [effect])], [new Undetermined(new ObjectRef("Pod", Hostile, Hostile), Hostile)], [new BlindSpot(Hostile, Hostile)]);
        await using ReportPage report = await ReportPage.OpenAsync(browser, diagnosis);
        Assert.Equal("undefined", await report.Page.TextAsync("typeof window.hit"));
        Assert.Equal(0, await report.Page.NumberAsync("document.querySelectorAll('img').length"));
        Assert.Equal($"kubectl {Hostile}", await report.Page.TextAsync("document.querySelector('pre').textContent"));
        Assert.Empty(report.Page.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_text_can_be_told_from_what_is_behind_it(bool isDark)
    {
        await using ReportPage report = await ReportPage.OpenSampleAsync(browser, new PageOptions { PrefersDark = isDark });
        JsonElement texts = await report.Page.EvaluateAsync(Contrast.Script.Replace("#app *, #help *", "main *:not(svg *)", StringComparison.Ordinal));
        Assert.NotEqual(0, texts.GetArrayLength());
        // 4.5 is what WCAG 2.1 asks of text of usual size (1.4.3).
        Assert.All(texts.EnumerateArray(), text => Assert.True(Contrast.Between(text[1].GetString()!, text[2].GetString()!) >= 4.5, text.ToString()));
    }

    /// <summary>Causes with as many effects each, half of them behind the first.</summary>
    private static DiagnosisResult Made(int roots, int effects, string name = "cart")
    {
        var made = new List<RootCause>();
        for (int i = 0; i < roots; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            var subject = new ObjectRef("Deployment", "shop", $"{name}-{number}");
            made.Add(new RootCause(
                new Finding("image-not-found", subject, $"image registry.example/team/{name}:{number} does not exist") { Evidence = [new Evidence(subject, "spec", "value", Now)] },
                [.. Enumerable.Range(0, effects).Select(at => new Effect(new ObjectRef("Service", "shop", $"{name}-{number}-{at}"), "has no ready endpoint", $"selects the pods of {subject}") { From = subject })]));
        }

        return new DiagnosisResult(Now, made, [], []);
    }
}
