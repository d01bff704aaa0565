using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>One end of a container, one cause.</summary>
public sealed class ContainerRuleTests
{
    private const string Limit = "\"resources\":{\"limits\":{\"memory\":\"64Mi\"}}";

    public static TheoryData<int, string, string, string> Ends => new()
    {
        { 1, "Error", "", "container-crash" },
        { 255, "Error", "", "container-crash" },
        { 0, "Completed", "", "container-completes" },
        { 139, "Error", "", "container-signalled" },
        { 134, "Error", "", "container-signalled" },
        { 127, "Error", "", "command-not-found" },
        { 126, "Error", "", "command-not-executable" },
        { 128, "StartError", "exec: \"/x\": stat /x: no such file or directory: unknown", "command-not-found" },
        { 128, "StartError", "exec: \"/x\": permission denied: unknown", "command-not-executable" },
        { 128, "StartError", "exec /x: exec format error", "image-wrong-platform" },
        { 137, "OOMKilled", "", "oom-own-limit" },
        { 1, "OOMKilled", "", "oom-child-process" },
        { 137, "Error", "", "container-crash" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Each_end_has_one_cause(int exitCode, string reason, string message, string slug)
    {
        TestCluster cluster = new TestCluster().Deployment("web", Pods.Spec(Limit), Pods.Crashed(exitCode, reason, message: message));
        Assert.Equal([slug], Found(cluster));
    }

    [Fact]
    public void A_crash_says_the_telling_line()
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Pods.Spec(), Pods.Crashed(1))
            .Log("web-1-a", "app", false, "starting", "FATAL: no permission to read /data", "bye")
            .Evaluate(new ContainerCrashRule()));
        Assert.Contains("exits with code 1 after 2 s", finding.Title, StringComparison.Ordinal);
        Assert.Contains("FATAL: no permission to read /data", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_that_is_over_is_none() =>
        Assert.Empty(Found(new TestCluster().Deployment("web", Pods.Spec(), Pods.Ready(restarts: 1))));

    [Fact]
    public void An_end_with_0_in_a_Job_is_its_purpose() => Assert.Empty(Found(new TestCluster().Add("""
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j","namespace":"shop"},"status":{"conditions":[{"type":"Complete","status":"True"}]}}
        """).Pod("j-1", """{"restartPolicy":"Never","containers":[{"name":"app","image":"a"}]}""",
        """{"phase":"Succeeded","containerStatuses":[{"name":"app","state":{"terminated":{"exitCode":0,"reason":"Completed"}}}]}""",
        owners: """[{"apiVersion":"batch/v1","kind":"Job","name":"j","controller":true}]""")));

    [Fact]
    public void Without_a_limit_of_its_own_the_node_ran_out()
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Pods.Spec(), Pods.Crashed(137, "OOMKilled")).Evaluate(new OomNodeRule()));
        Assert.Equal("Node n1", finding.Subject.ToString());
        Assert.Equal("Deployment shop/web", Assert.Single(finding.Effects).Subject.ToString());
    }

    [Fact]
    public void A_heap_beyond_the_limit_is_named()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Deployment("web", Pods.Spec(Limit + ",\"env\":[{\"name\":\"JAVA_OPTS\",\"value\":\"-Xms32m -Xmx512m\"}]"), Pods.Crashed(137, "OOMKilled"))
            .Evaluate(new OomOwnLimitRule()));
        Assert.Contains("-Xmx512m lets the heap grow to 512Mi, beyond the limit of 64Mi", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kill_at_the_start_and_one_after_growth_read_differently()
    {
        string early = Assert.Single(new TestCluster().Deployment("web", Pods.Spec(Limit), Pods.Crashed(137, "OOMKilled", seconds: 1)).Evaluate(new OomOwnLimitRule())).Title;
        string late = Assert.Single(new TestCluster().Deployment("web", Pods.Spec(Limit), Pods.Crashed(137, "OOMKilled", seconds: 55)).Evaluate(new OomOwnLimitRule())).Title;
        Assert.Contains("at once", early, StringComparison.Ordinal);
        Assert.Contains("grows", late, StringComparison.Ordinal);
    }

    [Fact]
    public void Children_that_die_under_a_living_parent_are_seen_in_the_log()
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Pods.Spec(Limit), Pods.Ready())
            .Log("web-1-a", "app", false, "worker 1 started", "worker 1 got signal 9", "worker 2 started", "worker 2 got signal 9")
            .Evaluate(new OomChildProcessRule()));
        Assert.Equal(Confidence.Likely, finding.Confidence);
    }

    [Theory]
    [InlineData("handled 9 signals")]
    [InlineData("killed the cache in 137 ms")]
    [InlineData("order 137 shipped")]
    public void Lines_that_only_look_so_are_none(string line) => Assert.Empty(new TestCluster().Deployment("web", Pods.Spec(Limit), Pods.Ready())
        .Log("web-1-a", "app", false, line, line, line).Evaluate(new OomChildProcessRule()));

    [Fact]
    public void A_kill_by_a_probe_is_no_crash_and_no_oom() => Assert.DoesNotContain(
        Found(new TestCluster()
            .Deployment("web", Pods.Spec(Limit + ",\"livenessProbe\":{\"httpGet\":{\"path\":\"/live\",\"port\":8080}}"), Pods.Crashed(137, seconds: 30))
            .Event("web-1-a", "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500")
            .Event("web-1-a", "Killing", "Container app failed liveness probe, will be restarted", count: 6)),
        slug => slug is "container-crash" or "oom-own-limit" or "oom-child-process");

    [Fact]
    public void A_hook_that_fails_is_not_the_program()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Deployment("web", Pods.Spec("\"lifecycle\":{\"postStart\":{\"exec\":{\"command\":[\"/warm-up\"]}}}"), Pods.Crashed(0, "Completed"))
            .Event("web-1-a", "FailedPostStartHook", "PostStartHook failed", count: 6)
            .Evaluate(new LifecycleHookFailedRule()));
        Assert.Contains("/warm-up", finding.Title, StringComparison.Ordinal);
        Assert.Contains("postStart", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_from_a_ConfigMap_has_no_execute_bit()
    {
        Finding finding = Assert.Single(new TestCluster()
            .Deployment("web", Pods.Spec("\"volumeMounts\":[{\"name\":\"s\",\"mountPath\":\"/scripts\"}]", pod: "\"volumes\":[{\"name\":\"s\",\"configMap\":{\"name\":\"scripts\"}}]"), Pods.Crashed(126))
            .Log("web-1-a", "app", false, "sh: /scripts/run.sh: Permission denied")
            .Evaluate(new CommandNotExecutableRule()));
        Assert.Contains("configMap volume s", finding.Title, StringComparison.Ordinal);
        Assert.Contains("defaultMode: 493", finding.Remedies[0].Patch, StringComparison.Ordinal);
    }

    [Fact]
    public void An_init_container_that_fails_is_named_as_one()
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web",
            """{"nodeName":"n1","initContainers":[{"name":"migrate","image":"m"}],"containers":[{"name":"app","image":"a"}]}""",
            """
            {"phase":"Pending","initContainerStatuses":[{"name":"migrate","restartCount":4,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
              "lastState":{"terminated":{"exitCode":3,"reason":"Error","startedAt":"2026-01-02T11:58:00Z","finishedAt":"2026-01-02T11:58:01Z"}}}],
             "containerStatuses":[{"name":"app","state":{"waiting":{"reason":"PodInitializing"}}}]}
            """).Evaluate(new InitContainerFailedRule()));
        Assert.Equal("migrate", finding.Container);
        Assert.Contains("code 3", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void An_init_container_that_waits_for_nobody_says_so()
    {
        Finding finding = Assert.Single(Waiting("until nc -z -w 1 cart-db 5432; do echo waiting for cart-db:5432; sleep 4; done").Evaluate(new InitContainerWaitingRule()));
        Assert.Contains("cart-db:5432, and no Service of that name exists", finding.Title, StringComparison.Ordinal);
        Assert.DoesNotContain("sleep", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void An_init_container_that_waits_for_a_broken_Service_is_an_effect()
    {
        DiagnosisResult diagnosis = Waiting("until nc -z cart-db 5432; do echo waiting for cart-db:5432; sleep 4; done")
            .Add("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"cart-db","namespace":"shop"},"spec":{"selector":{"app":"db"},"ports":[{"port":5432}]}}""")
            .Deployment("db", Pods.Spec(), Pods.Crashed(1))
            .Diagnose();
        RootCause root = Assert.Single(diagnosis.Roots);
        Assert.Equal("Deployment shop/db", root.Finding.Subject.ToString());
        Assert.Equal(["Service shop/cart-db", "Deployment shop/web"], root.Effects.Select(effect => effect.Subject.ToString()));
    }

    [Fact]
    public void An_init_container_that_just_began_is_none() => Assert.Empty(
        Waiting("until nc -z cart-db 5432; do sleep 4; done", since: "2026-01-02T11:59:30Z").Evaluate(new InitContainerWaitingRule()));

    [Fact]
    public void A_sidecar_that_outlives_the_work_blocks_the_Job()
    {
        Finding finding = Assert.Single(JobWithSidecar("2026-01-02T11:40:00Z").Evaluate(new SidecarBlocksJobRule()));
        Assert.Equal("proxy", finding.Container);
        Assert.Equal("Job shop/j", finding.Subject.ToString());
    }

    [Fact]
    public void A_second_worker_that_takes_a_little_longer_is_none() =>
        Assert.Empty(JobWithSidecar("2026-01-02T11:58:00Z").Evaluate(new SidecarBlocksJobRule()));

    private static TestCluster Waiting(string script, string since = "2026-01-02T11:30:00Z") => new TestCluster().Deployment("web",
        $$"""{"nodeName":"n1","initContainers":[{"name":"wait","image":"b","command":["sh","-c","{{script}}"]}],"containers":[{"name":"app","image":"a"}]}""",
        $$"""
        {"phase":"Pending","initContainerStatuses":[{"name":"wait","state":{"running":{"startedAt":"{{since}}"} } }],
         "containerStatuses":[{"name":"app","state":{"waiting":{"reason":"PodInitializing"} } }]}
        """);

    private static TestCluster JobWithSidecar(string finished) => new TestCluster()
        .Add("""{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j","namespace":"shop"},"status":{"active":1}}""")
        .Pod("j-1", """{"nodeName":"n1","restartPolicy":"Never","containers":[{"name":"work","image":"a"},{"name":"proxy","image":"b"}]}""",
            $$"""
            {"phase":"Running","containerStatuses":[
              {"name":"work","state":{"terminated":{"exitCode":0,"reason":"Completed","startedAt":"2026-01-02T11:38:00Z","finishedAt":"{{finished}}"} } },
              {"name":"proxy","ready":true,"state":{"running":{"startedAt":"2026-01-02T11:38:00Z"} } }]}
            """,
            owners: """[{"apiVersion":"batch/v1","kind":"Job","name":"j","controller":true}]""");

    private static string[] Found(TestCluster cluster) => [.. RuleCatalogue.All.Where(rule => rule is ContainerFailureRule or OomChildProcessRule or ImageWrongPlatformRule)
        .SelectMany(cluster.Evaluate).Select(finding => finding.Rule).Distinct()];
}
