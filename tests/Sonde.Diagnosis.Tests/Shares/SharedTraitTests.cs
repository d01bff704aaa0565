using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Shares;

namespace Sonde.Diagnosis.Tests.Shares;

/// <summary>What failing pods have in common is told when chance does not explain it, and only then.</summary>
public sealed class SharedTraitTests(ITestOutputHelper output)
{
    // Nodes, Deployments, most pods of one.
    private static readonly (int Nodes, int Workloads, int Most)[] Shapes =
        [(3, 4, 4), (5, 10, 3), (10, 20, 6), (4, 60, 2), (40, 25, 12), (1, 15, 5), (8, 2, 40), (25, 80, 8), (100, 40, 10), (12, 12, 12)];

    [Fact]
    public void Of_a_thousand_random_sets_of_failures_fewer_than_one_in_twenty_get_a_culprit()
    {
        var random = new Random(20260102);
        int accused = 0;
        foreach ((int nodes, int workloads, int most) in Shapes)
        {
            Cluster cluster = PodPlan.Build(random.Next(), nodes, workloads, most).Build();
            IReadOnlyList<Pod> pods = cluster.All<Pod>();
            for (int i = 0; i < 100; i++)
            {
                int failing = 2 + random.Next(Math.Min(pods.Count - 2, 40));
                HashSet<Pod> wrong = new(pods.OrderBy(_ => random.Next()).Take(failing), ReferenceEqualityComparer.Instance);
                accused += new FailingPods(pod => !wrong.Contains(pod)).Shared(cluster, null, _ => true).Count > 0 ? 1 : 0;
            }
        }

        output.WriteLine($"{accused} of {Shapes.Length * 100} random sets get a culprit");
        Assert.InRange(accused, 0, 49);
    }

    [Fact]
    public void Pods_of_many_workloads_on_one_node_accuse_the_node()
    {
        DiagnosisResult diagnosis = Diagnoser.Diagnose(PodPlan.Build(7, 12, 30, 8, (_, node, _) => node == 7).Build());
        SharedTrait shared = diagnosis.Shared[0];
        Assert.Equal((TraitKind.Node, "node-7"), (shared.Trait.Kind, shared.Trait.Value));
        Assert.Equal(shared.Failing, shared.FailingWith);
        Assert.True(shared.Workloads.Count > 1);
        Assert.InRange(shared.Corrected, 0, 1e-8);
        Assert.StartsWith($"{shared.Failing} of {shared.Failing} failing pods run on Node node-7; ", shared.InWords, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_faults_are_two()
    {
        DiagnosisResult diagnosis = Diagnoser.Diagnose(PodPlan.Build(11, 12, 40, 8, (workload, node, _) => node == 3 || workload is 6 or 7).Build());
        Assert.Contains(diagnosis.Shared, one => one.Trait.Kind == TraitKind.Node && one.Trait.Value == "node-3");
        Assert.Contains(diagnosis.Shared, one => one.Trait is { Kind: TraitKind.Image, Value: "registry.example/app-3:1" });
    }

    [Fact]
    public void A_workload_that_fails_in_part_says_where()
    {
        DiagnosisResult diagnosis = Diagnoser.Diagnose(PodPlan.Build(3, 4, 1, 60, (_, node, _) => node == 2).Build());
        SharedTrait shared = Assert.Single(diagnosis.Shared, one => one.Within is not null);
        Assert.Equal("Deployment team-0/app-0", shared.Within.ToString());
        Assert.Equal(TraitKind.Node, shared.Trait.Kind);
    }

    [Fact]
    public void Every_format_shows_it()
    {
        DiagnosisResult diagnosis = Diagnoser.Diagnose(PodPlan.Build(7, 12, 30, 8, (_, node, _) => node == 7).Build());
        foreach (string format in (string[])["text", "wide", "markdown", "html", "json"])
            Assert.Contains("failing pods run on Node node-7", Written(diagnosis, format), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Written(diagnosis, "json"));
        JsonElement shared = json.RootElement.GetProperty("shared")[0];
        Assert.Equal("node", shared.GetProperty("trait").GetString());
        Assert.Equal(diagnosis.Shared[0].Probability, shared.GetProperty("probability").GetDouble());
    }

    private static string Written(DiagnosisResult diagnosis, string format)
    {
        var text = new StringWriter();
        DiagnosisFormats.Find(format)!.Write(diagnosis, text, new DiagnosisLayout(400, false, "test", "0"));
        return text.ToString();
    }
}
