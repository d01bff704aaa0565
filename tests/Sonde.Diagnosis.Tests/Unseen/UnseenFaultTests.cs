using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Unseen;

/// <summary>Clusters with one fault that no recording holds: is the first root the right one?</summary>
public sealed class UnseenFaultTests(ITestOutputHelper output)
{
    // A few of each fault: with other names, and in workloads of other kinds.
    private const int Seeds = 5;

    // Worth knowing, or seen from inside a cluster only: no fault that a scene could hold by itself.
    private static readonly HashSet<string> NotTried = ["hpa-at-maximum", "hpa-conflict", "node-contended"];

    [Fact]
    public void Over_ninety_per_cent_of_single_faults_are_the_first_root()
    {
        List<string> wrong = [];
        int tried = 0;
        foreach ((string slug, string kind, Action<Scene> make) in UnseenFaults.All)
        {
            for (int seed = 1; seed <= Seeds; seed++)
            {
                var scene = new Scene((31 * seed) + slug.Length);
                make(scene);
                RootCause? first = scene.Diagnose().Roots.FirstOrDefault();
                tried++;
                bool isRight = first?.Finding.Rule == slug && first.Finding.Severity >= Severity.Warning
                    && (kind.Length > 0 ? first.Finding.Subject.Kind == kind : first.Finding.Subject.Kind == scene.Kind && first.Finding.Subject.Name == scene.App);
                if (!isRight)
                    wrong.Add($"{slug} of a {scene.Kind}: {(first is null ? "nothing" : $"{first.Finding.Severity} {first.Finding.Rule} {first.Finding.Subject}: {first.Finding.Title}")}");
            }
        }

        output.WriteLine($"{tried - wrong.Count} of {tried} right at the first root");
        foreach (string one in wrong)
            output.WriteLine(one);
        Assert.True(wrong.Count < tried / 10, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Every_cause_of_the_catalogue_is_tried() => Assert.Equal(
        RuleCatalogue.All.Select(rule => rule.Slug).Where(slug => !NotTried.Contains(slug)).Order(StringComparer.Ordinal),
        UnseenFaults.All.Select(fault => fault.Slug).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void The_same_clusters_without_a_fault_are_healthy()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var scene = new Scene(seed);
            scene.Work(container: """ "resources":{"requests":{"cpu":"100m"}} """, status: scene.Ready());
            DiagnosisResult diagnosis = scene.Diagnose();
            Assert.DoesNotContain(diagnosis.Roots, root => root.Finding.Severity >= Severity.Warning);
            Assert.Empty(diagnosis.Undetermined);
        }
    }
}
