using System.Globalization;
using System.Text;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Usage;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Tests.Rules.Nodes;

/// <summary>A node that suffers names who takes what nobody asked for, whichever source tells the usage.</summary>
public sealed class NoisyNeighbourTests
{
    private const string Metrics = """
        {"apiVersion":"metrics.k8s.io/v1beta1","kind":"PodMetrics","metadata":{"name":"hog-1-a","namespace":"shop"},"timestamp":"2026-01-02T11:59:30Z","window":"15s",
         "containers":[{"name":"app","usage":{"cpu":"1900m","memory":"5Gi"} }]}
        """;

    [Fact]
    public void Memory_pressure_names_who_takes_the_memory()
    {
        Finding finding = Assert.Single(Machine("\"MemoryPressure\"").Add(Metrics).Diagnose().Roots).Finding;
        Assert.Equal("node-pressure", finding.Rule);
        Assert.EndsWith("; Deployment shop/hog uses 5Gi of memory, 4.75Gi beyond the 256Mi that its pods request", finding.Title, StringComparison.Ordinal);
        Assert.Contains(finding.Evidence, evidence => evidence.Object.Name == "hog" && evidence.Path == "usage.memory");
    }

    [Theory]
    [InlineData(62.5, "node-contended")]
    [InlineData(12, null)]
    public void A_kubelet_that_tells_of_waiting_names_who_takes_the_CPU(double some, string? rule)
    {
        Cluster cluster = Machine(summary: Summary(some, cpu: 1.9)).Build();
        RootCause? root = Diagnoser.Diagnose(cluster).Roots.SingleOrDefault();
        Assert.Equal(rule, root?.Finding.Rule);
        if (root is null)
            return;
        Assert.Equal("has no CPU left to give: Deployment shop/hog uses 1.9 of CPU, 1.8 beyond the 100m that its pods request (100 % of what the node uses)", root.Finding.Title);
        Assert.Equal(Severity.Info, root.Finding.Severity);
    }

    [Theory]
    [InlineData(0.8, "has no CPU left to give, most of it outside of pods: 1.099 of the 1.9 in use, the pods there use 801m", Confidence.Possible)]
    [InlineData(0.1, "has no CPU left to give, most of it outside of pods: 1.799 of the 1.9 in use, the pods there use 101m", Confidence.Possible)]
    [InlineData(1.2, "has no CPU left to give: Deployment shop/hog uses 1.2 of CPU, 1.1 beyond the 100m that its pods request (63 % of what the node uses)", Confidence.Likely)]
    public void The_greatest_pod_is_not_blamed_for_what_is_used_outside_of_pods(double hog, string title, Confidence confidence)
    {
        Finding finding = Assert.Single(Machine(summary: Summary(62.5, cpu: hog, node: 1.9)).Diagnose().Roots).Finding;
        Assert.Equal(title, finding.Title);
        Assert.Equal(confidence, finding.Confidence);
        Assert.Equal(Severity.Info, finding.Severity);
        Assert.Equal(confidence == Confidence.Possible, finding.Remedies[0].Command?.Contains("kubectl debug node/n1", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_pod_whose_use_is_not_told_may_be_the_one()
    {
        Finding finding = Assert.Single(Machine(summary: Summary(62.5, cpu: 0.1, node: 1.9)).Deployment("silent", Pods.Spec(), Pods.NotReady).Evaluate(new NodeContendedRule()));
        Assert.Equal("has no CPU left to give, most of it outside of the pods whose use is known: 1.799 of the 1.9 in use, the pods there use 101m (1 more pod does not tell what it uses)", finding.Title);
        Assert.Equal((Severity.Warning, "Deployment shop/silent"), (finding.Severity, Assert.Single(finding.Effects).Subject.ToString()));
    }

    [Fact]
    public void Without_waiting_that_is_told_a_full_node_counts()
    {
        TestCluster cluster = Machine().Add(Metrics)
            .Add("""{"apiVersion":"metrics.k8s.io/v1beta1","kind":"NodeMetrics","metadata":{"name":"n1"},"usage":{"cpu":"1950m","memory":"6Gi"} }""");
        Assert.Equal("node-contended", Assert.Single(cluster.Diagnose().Roots).Finding.Rule);
    }

    [Fact]
    public void Text_of_kubectl_top_tells_the_same()
    {
        var builder = new ClusterBuilder();
        ObjectFiles.Read(Encoding.UTF8.GetBytes("""
            $ kubectl top nodes
            NAME       CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)
            n1         1950m        97%      6144Mi          75%

            $ kubectl top pods -n shop
            NAME                    CPU(cores)   MEMORY(bytes)
            hog-1-a                 1900m        5120Mi
            """), "top.txt", builder, saved: DateTimeOffset.Parse(TestCluster.Now, CultureInfo.InvariantCulture));
        Cluster cluster = builder.Build();
        Assert.Equal(1.9m, Assert.Single(cluster.All<PodMetrics>()).Usage["cpu"]);
        Assert.Equal(6144m * 1024 * 1024, Assert.Single(cluster.All<NodeMetrics>()).Usage["memory"].Value);
        Assert.Empty(cluster.BlindSpots);
    }

    /// <summary>A node of two CPUs and 8 GiB with a workload that asks for a tenth of a CPU, and another.</summary>
    internal static TestCluster Machine(string condition = "", string summary = "")
    {
        const string Small = "\"resources\":{\"requests\":{\"cpu\":\"100m\",\"memory\":\"256Mi\"}}";
        string pressure = condition.Length == 0 ? "" : $$""",{"type":{{condition}},"status":"True","reason":"KubeletHasInsufficientMemory","lastTransitionTime":"2026-01-02T11:50:00Z"}""";
        TestCluster cluster = new TestCluster().Deployment("hog", Pods.Spec(Small), Pods.Ready()).Deployment("quiet", Pods.Spec(Small), Pods.Ready())
            .Add($$"""
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"},
                 "status":{"allocatable":{"cpu":"2","memory":"8Gi","pods":"110"},"conditions":[{"type":"Ready","status":"True"}{{pressure}}]} }
                """);
        return summary.Length == 0 ? cluster : cluster.AddFile(summary);
    }

    /// <summary>A kubelet's summary as it is served.</summary>
    internal static string Summary(double some, double cpu, double? node = null) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"node":{"nodeName":"n1","cpu":{"time":"2026-01-02T11:59:50Z","usageNanoCores":{{{(node ?? cpu) * 1e9:0}}},"psi":{"full":{"total":0,"avg10":0,"avg60":0,"avg300":0},"some":{"total":9,"avg10":{{{some}}},"avg60":{{{some}}},"avg300":3.1} } },
          "memory":{"time":"2026-01-02T11:59:50Z","workingSetBytes":2147483648}},
         "pods":[{"podRef":{"name":"hog-1-a","namespace":"shop","uid":"p-hog-1-a"},"cpu":{"usageNanoCores":{{{cpu * 1e9:0}}}},"memory":{"workingSetBytes":104857600}},
                 {"podRef":{"name":"quiet-1-a","namespace":"shop","uid":"p-quiet-1-a"},"cpu":{"usageNanoCores":1000000},"memory":{"workingSetBytes":104857600}}]}
        """);
}
