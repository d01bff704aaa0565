using System.Text;
using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Http;

namespace Sonde.EndToEnd.Tests;

/// <summary>A namespace of a real cluster with pods that burn CPU in Python; it goes with everything in it.</summary>
internal sealed class PodCluster : IAsyncDisposable
{
    /// <summary>What a usual pod runs.</summary>
    public const string Usual = "def hot(n):\\n  return sum(i * i for i in range(n))\\ndef idle():\\n  pass\\nwhile True:\\n  hot(20000)\\n  idle()";

    /// <summary>What a pod runs that is not like the others: half of the time it does something else.</summary>
    public const string Different = "def hot(n):\\n  return sum(i * i for i in range(n))\\ndef legacy(n):\\n  return sum(i * i for i in range(n))\\nwhile True:\\n  hot(20000)\\n  legacy(20000)";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly ApiResource Pods = new("", "v1", "Pod", "pods", true);

    private readonly KubernetesClient _client =
        new(ConnectionResolver.Resolve(new ConnectionOptions(), KubeEnvironment.Current));

    private PodCluster()
    {
    }

    /// <summary>The namespace.</summary>
    public string Namespace { get; } = $"sonde-test-{Guid.NewGuid():N}"[..24];

    /// <summary>Makes a namespace.</summary>
    /// <param name="podSecurity">The Pod Security level that it enforces.</param>
    public static async Task<PodCluster> CreateAsync(string podSecurity = "privileged")
    {
        var cluster = new PodCluster();
        await cluster.PostAsync(
            "/api/v1/namespaces",
            $$$$"""{"metadata":{"name":"{{{{cluster.Namespace}}}}","labels":{"pod-security.kubernetes.io/enforce":"{{{{podSecurity}}}}"}}}""");
        return cluster;
    }

    /// <summary>What a pod runs that holds so much memory, in MiB, besides the interpreter.</summary>
    public static string Holding(int mebibytes) =>
        $"held = bytearray({mebibytes} << 20)\\nheld[::4096] = b'x' * len(held[::4096])\\ndef hot(n):\\n  return sum(i * i for i in range(n))\\nwhile True:\\n  hot(20000)";

    /// <summary>
    /// Starts a pod with one container <c>app</c>, which keeps to the restricted level by itself, so that a container beside it inherits no
    /// seccomp profile of the pod, and waits until it runs.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="labels">Its labels in JSON.</param>
    /// <param name="program">What it runs.</param>
    /// <param name="memory">Its limit of memory in JSON members; empty for none.</param>
    /// <param name="container">More members of its container in JSON.</param>
    /// <param name="pod">Members of its spec in JSON; without them it is killed at once when it is deleted.</param>
    public async Task StartAsync(
        string name, string labels = "{}", string program = Usual, string memory = "", string container = "", string pod = ",\"terminationGracePeriodSeconds\":0")
    {
        string image = Environment.GetEnvironmentVariable("SONDE_E2E_PYTHON_IMAGE") is { Length: > 0 } named ? named : "lab/bad-app:1";
        await PostAsync($"/api/v1/namespaces/{Namespace}/pods", $$$$"""
            {"metadata":{"name":"{{{{name}}}}","labels":{{{{labels}}}}},
             "spec":{"automountServiceAccountToken":false{{{{pod}}}},
                     "securityContext":{"runAsNonRoot":true,"runAsUser":1234},
                     "containers":[{"name":"app","image":"{{{{image}}}}","imagePullPolicy":"IfNotPresent",
                                    "command":["/usr/bin/python3","-c","{{{{program}}}}"],
                                    "resources":{"requests":{"cpu":"10m"},"limits":{"cpu":"200m"{{{{memory}}}}}},
                                    "securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"}}{{{{container}}}}}]}}
            """);
        await EventuallyAsync(name, one => one.Object("status")!.Value.Items("containerStatuses").Any(status => status.Object("state")?.Object("running") is not null));
    }

    /// <summary>Creates an object.</summary>
    public Task<ApiResponse> PostAsync(string path, string json) =>
        _client.SendAsync(new ApiRequest(path) { Method = HttpMethod.Post, Body = Encoding.UTF8.GetBytes(json) }, Cancel);

    /// <summary>Waits until a pod is as it should be; gives its ephemeral containers' states.</summary>
    public async Task<JsonElement[]> EventuallyAsync(string name, Func<JsonElement, bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (true)
        {
            using JsonDocument pod = await _client.GetAsync(Pods, Namespace, name, patience.Token);
            if (isSo(pod.RootElement))
                return [.. pod.RootElement.Object("status")!.Value.Items("ephemeralContainerStatuses").Select(one => one.Clone())];
            await Task.Delay(TimeSpan.FromMilliseconds(300), patience.Token);
        }
    }

    /// <summary>The memory of a pod's cgroup on this machine, where the node is: how often something in it was killed for it.</summary>
    public async Task<long> OomKillsAsync(string name)
    {
        using JsonDocument pod = await _client.GetAsync(Pods, Namespace, name, Cancel);
        string uid = pod.RootElement.Object("metadata")!.Value.Text("uid")!;
        string[] folders = [.. Directory.EnumerateDirectories("/sys/fs/cgroup", $"*pod{uid}*", SearchOption.AllDirectories),
            .. Directory.EnumerateDirectories("/sys/fs/cgroup", $"*pod{uid.Replace('-', '_')}*", SearchOption.AllDirectories)];
        return folders.SelectMany(folder => (string[])[Path.Combine(folder, "memory.oom_control"), Path.Combine(folder, "memory.events")])
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Where(line => line.StartsWith("oom_kill ", StringComparison.Ordinal))
            .Select(line => long.Parse(line["oom_kill ".Length..], System.Globalization.CultureInfo.InvariantCulture))
            .Single();
    }

    /// <summary>Names of the pods that are there and not about to go.</summary>
    public async Task<string[]> PodsAsync()
    {
        ApiResponse response = await _client.SendAsync(new ApiRequest($"/api/v1/namespaces/{Namespace}/pods"), Cancel);
        using JsonDocument list = JsonDocument.Parse(response.Body);
        return [.. list.RootElement.Items("items").Select(one => one.Object("metadata")!.Value)
            .Where(one => one.Text("deletionTimestamp") is null).Select(one => one.Text("name")!)];
    }

    /// <summary>A container's log.</summary>
    public async Task<string> LogAsync(string pod, string container) => Encoding.UTF8.GetString(
        (await _client.Logs.ReadAsync(Namespace, pod, new() { Container = container }, Cancel)).Span);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.SendAsync(new ApiRequest($"/api/v1/namespaces/{Namespace}") { Method = HttpMethod.Delete }, CancellationToken.None);
        _client.Dispose();
    }
}
