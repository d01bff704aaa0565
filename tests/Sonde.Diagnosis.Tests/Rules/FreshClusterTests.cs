using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>Faults that were made on a real cluster (1.36, containerd) and were first told wrongly, in what that cluster said.</summary>
public sealed class FreshClusterTests
{
    private const string Mount = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: "
        + "error during container init: error mounting \"/var/lib/kubelet/pods/e3e/volume-subpaths/conf/web/0\" to rootfs at \"/etc/nginx/nginx.conf\": "
        + "mount /var/lib/kubelet/pods/e3e/volume-subpaths/conf/web/0:/etc/nginx/nginx.conf (via /proc/self/fd/6), flags: 0x5001: not a directory: unknown";

    [Fact]
    public void A_subPath_that_is_no_key_of_its_ConfigMap()
    {
        const string Spec = """
            {"nodeName":"n1","containers":[{"name":"app","image":"a","volumeMounts":[{"name":"conf","mountPath":"/etc/nginx/nginx.conf","subPath":"nginx.cfg"}]}],
             "volumes":[{"name":"conf","configMap":{"name":"web"}}]}
            """;
        Finding finding = Assert.Single(new TestCluster().Add(Map("web", "nginx.conf", "x"))
            .Deployment("web", Spec, Pods.Crashed(128, "StartError", message: Mount)).Diagnose().Roots).Finding;
        Assert.Equal("config-key-missing", finding.Rule);
        Assert.Contains("has no key nginx.cfg; container app mounts it (volume conf)", finding.Title, StringComparison.Ordinal);
        Assert.Contains("; it has nginx.conf", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_mounted_is_said_without_the_runtimes_wrappings() => Assert.Contains(
        "cannot be started, restarted 6 times: cannot mount onto /etc/nginx/nginx.conf: not a directory",
        Assert.Single(new TestCluster().Deployment("web", Pods.Spec(), Pods.Crashed(128, "StartError", message: Mount)).Diagnose().Roots).Finding.Title,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("#!/bin/sh\\r\\necho hello\\r\\n", "CR LF), so that", Confidence.Certain)]
    [InlineData("#!/bin/bash\\necho hello\\n", "interpreter that its #! line names", Confidence.Likely)]
    public void A_script_whose_interpreter_is_not_there(string script, string says, Confidence confidence)
    {
        const string Spec = """
            {"nodeName":"n1","containers":[{"name":"app","image":"a","command":["/scripts/run.sh"],"volumeMounts":[{"name":"s","mountPath":"/scripts"}]}],
             "volumes":[{"name":"s","configMap":{"name":"scripts","defaultMode":493}}]}
            """;
        Finding finding = Assert.Single(new TestCluster().Add(Map("scripts", "run.sh", script)).Deployment("web", Spec, Pods.Crashed(1))
            .Log("web-1-a", "app", false, "exec /scripts/run.sh: no such file or directory").Diagnose().Roots).Finding;
        Assert.Equal("command-not-found", finding.Rule);
        Assert.Contains(says, finding.Title, StringComparison.Ordinal);
        Assert.Equal(confidence, finding.Confidence);
    }

    [Fact]
    public void A_line_about_exec_among_others_is_the_programs_own() => Assert.Equal("container-crash", Assert.Single(new TestCluster()
        .Deployment("web", Pods.Spec(), Pods.Crashed(1)).Log("web-1-a", "app", false, "starting", "exec /x: no such file or directory", "giving up").Diagnose().Roots).Finding.Rule);

    [Theory]
    [InlineData("failed to pull and unpack image \"r.example/a:1\": failed to resolve reference \"r.example/a:1\": pulling from host r.example failed with status code [manifests 1]: 500 Internal Server Error", "serves no images: it answers 500 Internal Server Error")]
    [InlineData("Head \"https://r.example/v2/a/manifests/1\": tls: first record does not look like a TLS handshake", "it speaks HTTP where HTTPS is expected")]
    public void A_registry_that_answers_wrongly(string message, string says)
    {
        RootCause root = Assert.Single(new TestCluster().Deployment("web", Pods.Spec(image: "r.example/a:1"), Pods.Waiting("ImagePullBackOff", message)).Diagnose().Roots);
        Assert.Equal("Registry r.example", root.Finding.Subject.ToString());
        Assert.EndsWith(says, root.Finding.Title, StringComparison.Ordinal);
        Assert.Equal("image r.example/a:1 cannot be pulled", Assert.Single(root.Effects).Title);
    }

    [Fact]
    public void A_stuck_rollout_does_not_hide_what_the_registry_does()
    {
        RootCause root = Assert.Single(Stuck(Pods.Waiting("ImagePullBackOff", "429 Too Many Requests - toomanyrequests: slow down")).Diagnose().Roots);
        Assert.Equal("image-rate-limited", root.Finding.Rule);
        Assert.Contains("cannot be pulled", Assert.Single(root.Effects).Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stuck_rollout_says_what_its_pod_waits_for() => Assert.EndsWith(
        "; container app waits: CreateContainerError: something new",
        Assert.Single(Stuck(Pods.Waiting("SomethingElse", "x").Replace("SomethingElse", "CreateContainerError", StringComparison.Ordinal).Replace("\"x\"", "\"something new\"", StringComparison.Ordinal))
            .Evaluate(new Sonde.Diagnosis.Rules.RolloutStuckRule())).Title, StringComparison.Ordinal);

    [Fact]
    public void A_gRPC_probe_of_a_port_that_may_speak_something_else_is_only_likely()
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Pods.Spec("\"readinessProbe\":{\"grpc\":{\"port\":80}}"), Pods.NotReady)
            .Event("web-1-a", "Unhealthy", "Readiness probe failed: timeout: failed to connect service \"10.0.0.1:80\" within 1s: context deadline exceeded").Diagnose().Roots).Finding;
        Assert.Equal("probe-timeout", finding.Rule);
        Assert.Equal(Confidence.Likely, finding.Confidence);
    }

    private static TestCluster Stuck(string status) => new TestCluster()
        .Deployment("web", Pods.Spec(image: "r.example/a:1"), status)
        .Add("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"d-web","creationTimestamp":"2026-01-02T11:00:00Z"},
             "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"app","image":"r.example/a:1"}]}}},
             "status":{"replicas":1,"updatedReplicas":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"m","lastTransitionTime":"2026-01-02T11:10:00Z"}]}}
            """);

    private static string Map(string name, string key, string value) =>
        $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","namespace":"shop"},"data":{"{{key}}":"{{value}}"} }""";

    [Fact]
    public void A_subPath_that_is_no_key_and_a_program_that_finds_a_folder_there()
    {
        Finding finding = Assert.Single(new TestCluster().Object("v1", "ConfigMap", "app-config", "\"data\":{\"settings.yml\":\"a: 1\"}").Deployment("web", Pods.Spec(
                "\"volumeMounts\":[{\"name\":\"conf\",\"mountPath\":\"/etc/app/settings.yaml\",\"subPath\":\"settings.yaml\"}]", pod: "\"volumes\":[{\"name\":\"conf\",\"configMap\":{\"name\":\"app-config\"}}]"), Pods.Crashed(1))
            .Log("web-1-a", "app", false, "cat: read error: Is a directory").Diagnose().Roots).Finding;
        Assert.Equal("config-key-missing", finding.Rule);
        Assert.Contains("ConfigMap app-config has no key settings.yaml; container app mounts it at /etc/app/settings.yaml by subPath", finding.Title, StringComparison.Ordinal);
        Assert.Contains("settings.yml", finding.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sh -c 'exec sleep 9'", "command: [sh, -c, \"exec sleep 9\"]")]
    [InlineData("node server.js", "command: [node, server.js]")]
    public void A_command_that_is_one_word_with_spaces(string command, string list)
    {
        Finding finding = Assert.Single(new TestCluster().Deployment("web", Pods.Spec($"\"command\":[\"{command}\"]"),
            Pods.Crashed(128, "StartError", message: $"runc create failed: exec: \"{command}\": executable file not found in $PATH: unknown")).Diagnose().Roots).Finding;
        Assert.Equal("command-not-found", finding.Rule);
        Assert.Contains("command is one word with spaces", finding.Title, StringComparison.Ordinal);
        Assert.Contains(list, finding.Remedies[0].Patch, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/local/bin", "celery", "celery is not there: the emptyDir volume v is mounted over /usr/local/bin and hides what image registry.example/app:1 has there")]
    [InlineData("/data", "celery", "celery is not in image registry.example/app:1")]
    public void A_volume_over_the_programs_of_the_image(string at, string command, string words) => Assert.Contains(words, Assert.Single(new TestCluster().Deployment("web",
        Pods.Spec($"\"command\":[\"{command}\"],\"volumeMounts\":[{{\"name\":\"v\",\"mountPath\":\"{at}\"}}]", pod: "\"volumes\":[{\"name\":\"v\",\"emptyDir\":{}}]"),
        Pods.Crashed(128, "StartError", message: $"runc create failed: exec: \"{command}\": executable file not found in $PATH: unknown")).Diagnose().Roots).Finding.Title, StringComparison.Ordinal);
}
