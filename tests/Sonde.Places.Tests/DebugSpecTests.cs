using System.Text.Json.Nodes;
using Sonde.Places.Debug;
using Sonde.Places.Ephemeral;
using Sonde.Places.Made;
using Sonde.Places.Pods;
using Sonde.Places.Preflight;

namespace Sonde.Places.Tests;

/// <summary>What is asked of the API for sessions.</summary>
public sealed class DebugSpecTests
{
    private const string Pod = """
        {"metadata":{"name":"cart-1","namespace":"shop","labels":{"app":"cart"},"annotations":{"note":"n"},"ownerReferences":[{"name":"cart"}],"uid":"u"},
         "spec":{"nodeName":"n1","hostname":"h","containers":[
            {"name":"app","image":"cart:1","command":["/app"],"args":["--port","80"],"livenessProbe":{},"readinessProbe":{},"startupProbe":{}},
            {"name":"side","image":"side:1","livenessProbe":{}}],
          "ephemeralContainers":[{"name":"x"}]},
         "status":{"phase":"Running"}}
        """;

    private static readonly PodContainer Target = new("app", 1000, 1001, true, "id");

    [Fact]
    public void A_copy_gets_no_traffic_no_probes_and_no_owner()
    {
        var copy = new PodCopy((JsonObject)JsonNode.Parse(Pod)!, "cart-debug", new KeptParts());
        copy.SetImages(new Dictionary<string, string> { ["side"] = "side:2" });
        JsonObject manifest = copy.Manifest("app");

        Assert.Equal(["app.kubernetes.io/managed-by", "sonde.dev/kind"], ((JsonObject)manifest["metadata"]!["labels"]!).Select(label => label.Key));
        Assert.Null(manifest["metadata"]!["ownerReferences"]);
        Assert.Null(manifest["status"]);
        JsonObject spec = (JsonObject)manifest["spec"]!;
        Assert.Equal(["containers"], spec.Select(field => field.Key));
        Assert.DoesNotContain("Probe", spec.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("side:2", (string?)spec["containers"]![1]!["image"]);
        PlaceException error = Assert.Throws<PlaceException>(() => copy.SetImages(new Dictionary<string, string> { ["no"] = "x" }));
        Assert.Contains("it has app, side", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_keeps_what_is_asked_for_and_says_what_it_lacks()
    {
        var kept = new KeptParts { Labels = true, Annotations = true, Liveness = true, InitContainers = false };
        JsonObject source = (JsonObject)JsonNode.Parse(Pod)!;
        source["spec"]!["initContainers"] = JsonNode.Parse("""[{"name":"init","image":"init:1"}]""");
        JsonObject manifest = new PodCopy(source, "cart-debug", kept).Manifest("app"), spec = (JsonObject)manifest["spec"]!;

        Assert.Equal(["app", "app.kubernetes.io/managed-by", "sonde.dev/kind"], ((JsonObject)manifest["metadata"]!["labels"]!).Select(label => label.Key));
        Assert.Equal("n", (string?)manifest["metadata"]!["annotations"]!["note"]);
        Assert.Equal("cart-1", (string?)manifest["metadata"]!["annotations"]!["sonde.dev/of"]);
        Assert.Equal(["containers"], spec.Select(field => field.Key));
        Assert.NotNull(spec["containers"]![0]!["livenessProbe"]);
        Assert.Null(spec["containers"]![0]!["readinessProbe"] ?? spec["containers"]![0]!["startupProbe"]);
        Assert.Equal("without init containers, readiness and startup probes and owner", kept.ToString());
        Assert.Equal("without labels, probes and owner", new KeptParts().ToString());
        Assert.NotNull(new PodCopy(source, "cart-debug", new KeptParts()).Manifest("app")["spec"]!["initContainers"]);
    }

    [Fact]
    public void A_held_container_keeps_everything_but_its_command_which_is_told()
    {
        var copy = new PodCopy((JsonObject)JsonNode.Parse(Pod)!, "cart-debug", new KeptParts());
        copy.StayOnNode();
        IReadOnlyList<string>? original = copy.Hold("app", "sonde:1", null);
        JsonObject spec = (JsonObject)copy.Manifest("app")["spec"]!;

        Assert.Equal(["/app", "--port", "80"], original);
        Assert.Equal("n1", (string?)spec["nodeName"]);
        Assert.Equal("Never", (string?)spec["restartPolicy"]);
        JsonNode app = spec["containers"]![0]!;
        Assert.Equal("cart:1", (string?)app["image"]);
        Assert.Equal("""["/.sonde/busybox","sleep","12h"]""", app["command"]!.ToJsonString());
        Assert.Null(app["args"]);
        JsonNode init = Assert.Single((JsonArray)spec["initContainers"]!)!;
        Assert.Equal("sonde:1", (string?)init["image"]);
        Assert.True((bool)init["securityContext"]!["runAsNonRoot"]!);
    }

    [Theory]
    [InlineData("general", """{"runAsUser":0,"runAsNonRoot":false,"capabilities":{"add":["SYS_PTRACE"]}}""")]
    [InlineData("netadmin", """{"runAsUser":0,"runAsNonRoot":false,"capabilities":{"add":["NET_ADMIN","NET_RAW"]}}""")]
    [InlineData("sysadmin", """{"privileged":true,"runAsUser":0,"runAsNonRoot":false}""")]
    [InlineData("baseline", """{"runAsUser":1000,"runAsGroup":1001}""")]
    [InlineData("restricted", """{"runAsNonRoot":true,"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"},"runAsUser":1000,"runAsGroup":1001}""")]
    [InlineData("legacy", null)]
    public void Profiles_have_the_meanings_of_kubectl(string name, string? security)
    {
        DebugProfile profile = DebugProfile.All.Single(one => one.Name == name);

        Assert.Equal(security, profile.Security(Target)?.ToJsonString());
    }

    [Fact]
    public void A_pod_on_a_node_shares_what_its_profile_says()
    {
        NodePod pod = DebugProfile.OnNode[0].OnTo(new NodePod("p", "n1", new AgentImage("sonde:1", null)) { Command = ["sonde", "agent"] });
        JsonObject spec = (JsonObject)pod.Manifest("shop")["spec"]!;

        Assert.Equal("n1", (string?)spec["nodeName"]);
        Assert.True((bool)spec["hostPID"]! && (bool)spec["hostNetwork"]! && (bool)spec["hostIPC"]!);
        Assert.Equal("/host", (string?)spec["containers"]![0]!["volumeMounts"]![0]!["mountPath"]);
        Assert.True((bool)spec["containers"]![0]!["securityContext"]!["privileged"]!);
        JsonObject plain = (JsonObject)DebugProfile.OnNode[^1].OnTo(new NodePod("p", "n1", new AgentImage("sonde:1", null))).Manifest("shop")["spec"]!;
        Assert.Null(plain["hostPID"]);
        Assert.Null(plain["volumes"]);
    }

    [Fact]
    public void Changes_of_the_user_are_joined_by_name()
    {
        JsonObject container = (JsonObject)JsonNode.Parse("""{"name":"c","env":[{"name":"A","value":"1"}],"tty":true}""")!;
        Spec.Merge(container, (JsonObject)JsonNode.Parse("""{"env":[{"name":"A","value":"2"},{"name":"B","value":"3"}],"tty":null,"resources":{"limits":{"memory":"1Gi"}}}""")!);

        Assert.Equal(
            """{"name":"c","env":[{"name":"A","value":"2"},{"name":"B","value":"3"}],"resources":{"limits":{"memory":"1Gi"}}}""", container.ToJsonString());
    }

    [Fact]
    public void Missing_rights_become_a_role()
    {
        string role = RoleText.Write(
            [new MissingRule("", "pods/exec", "create", false), new MissingRule("", "pods/exec", "get", false), new MissingRule("", "nodes", "get", true)], "shop");

        Assert.Equal(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: sonde
              namespace: shop
            rules:
            - apiGroups: [""]
              resources: [pods/exec]
              verbs: [create, get]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: sonde
            rules:
            - apiGroups: [""]
              resources: [nodes]
              verbs: [get]

            """,
            role);
    }
}
