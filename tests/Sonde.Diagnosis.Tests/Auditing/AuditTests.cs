using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sonde.Diagnosis.Auditing;
using Sonde.Diagnosis.Auditing.Rendering;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Tests.Recordings;

namespace Sonde.Diagnosis.Tests.Auditing;

/// <summary>Audits as a whole.</summary>
public sealed class AuditTests
{
    private static readonly string Sample = File.ReadAllText(Path.Combine(AuditFixture.Folder, "Golden", "shop.yaml"));

    [Theory]
    [InlineData("text")]
    [InlineData("wide")]
    [InlineData("json")]
    [InlineData("sarif")]
    [InlineData("junit")]
    [InlineData("markdown")]
    [InlineData("github")]
    public void Formats_of_a_realistic_manifest(string format)
    {
        string path = Path.Combine(AuditFixture.Folder, "Golden", $"shop.{format}.txt");
        string written = AuditFixture.Write(AuditFixture.Audit(Sample), format, least: format == "wide" ? Severity.Info : Severity.Warning);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, written);
        Assert.Equal(File.ReadAllText(path), written);
    }

    [Fact]
    public void Exemplary_workloads_have_nothing_at_warning_and_above()
    {
        string[] files = Directory.GetFiles(Path.Combine(AuditFixture.Folder, "Good"));
        Assert.Equal(3, files.Length);
        foreach (string file in files)
        {
            AuditResult audit = AuditFixture.Audit(File.ReadAllText(file));
            Assert.Empty(audit.AtLeast(Severity.Warning).Findings.Select(finding => $"{finding.Place}: {finding.Check}: {finding.Title}"));
            Assert.All(audit.Workloads, one => Assert.True(one.Score >= 90, $"{one.Ref} has {one.Score}"));
        }
    }

    [Fact]
    public async Task Recordings_are_audited_without_a_crash()
    {
        Assert.NotEmpty(Recording.All);
        foreach (Recording recording in Recording.All)
        {
            AuditResult audit = await AuditFixture.AuditPathAsync(recording.Folder);
            Assert.NotEmpty(audit.Workloads);
            foreach (IAuditWriter writer in AuditFormats.All)
                Assert.NotEmpty(AuditFixture.Write(audit, writer.Name));
        }
    }

    [Fact]
    public async Task References_of_a_whole_cluster_are_errors()
    {
        AuditResult audit = await AuditFixture.AuditPathAsync(Recording.All.Single(one => one.Name.StartsWith("21-", StringComparison.Ordinal)).Folder);
        Assert.Contains(audit.Findings, finding => finding is { Check: "ingress-backend-missing", Severity: Severity.Error, Subject.Name: "legacy" });
        Assert.Contains(audit.Findings, finding => finding is { Check: "service-port-unknown", Severity: Severity.Error, Subject.Name: "quotes" });
    }

    [Fact]
    public void The_score_never_rises_with_a_finding()
    {
        var findings = ArbMap.Default.ArbFor<(byte Check, byte Severity)[]>();
        Prop.ForAll(findings, list =>
        {
            AuditFinding[] all = [.. list.Select(one => Finding($"check-{one.Check % 9}", (Severity)(one.Severity % 3)))];
            int before = 100;
            for (int i = 0; i <= all.Length; i++)
            {
                int score = AuditScore.Of(all.Take(i));
                Assert.InRange(score, 0, before);
                before = score;
            }
        }).Holds();
    }

    [Fact]
    public void Annotations_suppress()
    {
        const string Manifest = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: shop
              annotations:
                sonde.dev/ignore: image-tag-mutable, runs-as-root
            spec:
              containers: [{name: app, image: shop}]
            """;
        AuditResult audit = AuditFixture.Audit(Manifest);
        Assert.Equal(2, audit.Suppressed);
        Assert.DoesNotContain(audit.Findings, finding => finding.Check is "image-tag-mutable" or "runs-as-root");
        Assert.Contains(audit.Findings, finding => finding.Check == "memory-limit-missing");
    }

    [Fact]
    public void Helm_names_the_template()
    {
        const string Rendered = """
            ---
            # Source: shop/templates/a.yaml
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a}
            ---
            # Source: shop/templates/pod.yaml
            apiVersion: v1
            kind: Pod
            metadata: {name: shop}
            spec:
              containers:
                - name: app
                  image: shop
            """;
        AuditFinding finding = AuditFixture.Audit(Rendered, new AuditOptions { Only = ["image-tag-mutable"] }, "standard input").Findings.Single();
        Assert.Equal(new SourcePlace("standard input", 14, 7, "shop/templates/pod.yaml"), finding.Place);
    }

    [Fact]
    public void Lists_and_json_keep_their_lines()
    {
        const string Json = """
            {"apiVersion": "v1", "kind": "List", "items": [
              {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"},
               "spec": {"containers": [
                 {"name": "app",
                  "image": "shop"}]}}]}
            """;
        AuditFinding finding = AuditFixture.Audit(Json, new AuditOptions { Only = ["image-tag-mutable"] }, "list.json").Findings.Single();
        Assert.Equal((5, 7, "spec.containers[0].image"), (finding.Place.Line, finding.Place.Column, finding.Path));
    }

    [Theory]
    [InlineData("a: [1, 2\n", "shop.yaml:")]
    [InlineData("kind: Pod\nspec: {a: b: c}\n", "shop.yaml:2:")]
    [InlineData("kind: {{ .Values.kind }}\n", "it looks like a template")]
    [InlineData("{\"a\": \n  tru}", "shop.yaml:2:")]
    public void What_is_no_yaml_is_one_line_with_its_place(string text, string part)
    {
        string message = Assert.Throws<DiagnosisException>(() => AuditFixture.Audit(text)).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Secrets_are_never_written()
    {
        string text = File.ReadAllText(Path.Combine(AuditFixture.Folder, "Cases", "secret-in-plain-text.yaml")) + "---\n" + File.ReadAllText(Path.Combine(AuditFixture.Folder, "Cases", "secret-in-manifest.yaml"));
        AuditResult audit = AuditFixture.Audit(text);
        Assert.NotEmpty(audit.Findings);
        foreach (IAuditWriter writer in AuditFormats.All)
        {
            string written = AuditFixture.Write(audit, writer.Name, least: Severity.Info);
            foreach (string secret in (string[])["hunter2", "s3cr3t", "9f8e7d6c5b4a39281706", "AKIAIOSFODNN7ABCDEFG", "MIIEow"])
                Assert.DoesNotContain(secret, written, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Sarif_has_what_code_scanning_asks_for()
    {
        AuditResult audit = AuditFixture.Audit(Sample);
        using JsonDocument sarif = JsonDocument.Parse(AuditFixture.Write(audit, "sarif", least: Severity.Info));
        Assert.Equal("2.1.0", sarif.RootElement.GetProperty("version").GetString());
        JsonElement run = sarif.RootElement.GetProperty("runs")[0];
        string[] rules = [.. run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()!)];
        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];
        Assert.Equal(audit.Findings.Count(), results.Length);
        Assert.All(results, result =>
        {
            Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()]);
            Assert.Contains(result.GetProperty("level").GetString(), (string[])["error", "warning", "note"]);
            Assert.NotEqual("", result.GetProperty("message").GetProperty("text").GetString());
            JsonElement place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
            Assert.Equal("shop.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
            Assert.True(place.GetProperty("region").GetProperty("startLine").GetInt32() > 0);
            Assert.Equal(32, result.GetProperty("partialFingerprints").GetProperty("sonde/v1").GetString()!.Length);
        });
        using JsonDocument clean = JsonDocument.Parse(AuditFixture.Write(audit with { Objects = [] }, "sarif"));
        Assert.Equal(0, clean.RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
    }

    [Fact]
    public void Github_annotations_are_escaped()
    {
        var finding = new AuditFinding("check", Severity.Warning, new ObjectRef("Pod", "", "a"), "50%\nof it", new SourcePlace("a,b:c.yaml", 3, 5, ""), "spec", new AuditRemedy("do", "", ""));
        var audit = new AuditResult([new AuditedObject(finding.Subject, finding.Place, 88, [finding])], 0, [], "1.36");
        Assert.StartsWith("::warning file=a%2Cb%3Ac.yaml,line=3,col=5,title=check%3A Pod a::50%25%0Aof it. do\n", AuditFixture.Write(audit, "github"), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_logs_are_told_from_structured_ones()
    {
        Assert.True(Sonde.Diagnosis.Auditing.Subjects.LogSamples.IsStructured("""{"level":"info","msg":"x"}"""));
        Assert.True(Sonde.Diagnosis.Auditing.Subjects.LogSamples.IsStructured("time=2026-11-21T10:00:00Z level=info msg=\"started\""));
        Assert.False(Sonde.Diagnosis.Auditing.Subjects.LogSamples.IsStructured("2026-11-21 10:00:00 INFO started on port 80"));
    }

    [Fact]
    public async Task Logs_of_a_recording_are_judged()
    {
        var found = new List<AuditFinding>();
        foreach (Recording recording in Recording.All)
            found.AddRange((await AuditFixture.AuditPathAsync(recording.Folder, new AuditOptions { Only = ["logs-unstructured"] })).Findings);
        Assert.NotEmpty(found);
    }

    [Fact]
    public void Damaged_text_is_an_answer_or_one_line()
    {
        var edits = ArbMap.Default.ArbFor<(NonNegativeInt At, char Letter)[]>();
        Prop.ForAll(edits, changes =>
        {
            char[] text = Sample.ToCharArray();
            // Spread small numbers over the whole text.
            foreach ((NonNegativeInt at, char letter) in changes)
                text[(int)((long)at.Get * 7919 % text.Length)] = letter;
            try
            {
                AuditResult audit = AuditFixture.Audit(new string(text));
                foreach (IAuditWriter writer in AuditFormats.All)
                    AuditFixture.Write(audit, writer.Name, least: Severity.Info);
            }
            catch (DiagnosisException exception)
            {
                Assert.StartsWith("shop.yaml:", exception.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', exception.Message);
            }
        }).Holds(60);
    }

    [Fact]
    public void The_pages_are_current()
    {
        string path = Path.Combine(AuditFixture.Root, "docs", "audit-checks.md");
        string written = CheckPages.Write();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, written);
        Assert.Equal(File.ReadAllText(path), written);
    }

    private static AuditFinding Finding(string check, Severity severity) =>
        new(check, severity, new ObjectRef("Pod", "", "a"), "title", new SourcePlace("", 0, 0, ""), "", new AuditRemedy("", "", ""));
}
