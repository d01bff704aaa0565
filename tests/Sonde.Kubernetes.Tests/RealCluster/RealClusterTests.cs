using System.Text;
using System.Text.Json;
using Sonde.Kubernetes.Access;
using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Lists;
using Sonde.Kubernetes.Logs;
using Sonde.Kubernetes.Sessions;
using Sonde.Kubernetes.Watches;

namespace Sonde.Kubernetes.Tests.RealCluster;

/// <summary>
/// The client against the cluster of KUBECONFIG (<c>eng/cluster-test</c>; CI has none). It makes a namespace of its own and
/// removes it; for log and sessions it needs a running pod with a shell anywhere.
/// </summary>
[Trait("Needs", "cluster")]
public sealed class RealClusterTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly ApiResource ConfigMaps = new("", "v1", "ConfigMap", "configmaps", true);

    private readonly string _namespace = $"sonde-test-{Environment.ProcessId}-{Guid.NewGuid():N}"[..40];
    private readonly KubernetesClient _client = Client();

    public async ValueTask InitializeAsync() => await PostAsync(
        "/api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{_namespace}}}"}}""");

    public async ValueTask DisposeAsync()
    {
        await _client.SendAsync(new ApiRequest($"/api/v1/namespaces/{_namespace}") { Method = HttpMethod.Delete }, CancellationToken.None);
        _client.Dispose();
    }

    [Fact]
    public async Task Every_kind_that_can_be_listed_is_listed()
    {
        ApiCatalog catalog = await _client.Discovery.ReadAsync(Cancel);
        ListRequest[] requests = [.. catalog.Resources.Where(r => r.Verbs.Contains("list")).Select(r => new ListRequest(r) { PageSize = 3 })];
        Assert.InRange(requests.Length, 40, 10_000);
        Dictionary<string, int> counts = [];
        await foreach (ListPart part in _client.Lists.ReadManyAsync(requests, Cancel))
        {
            Assert.Null(part.Error);
            using (part.Page)
                counts[part.Request.Resource.FullName] = counts.GetValueOrDefault(part.Request.Resource.FullName) + (part.Page?.Items.Count() ?? 0);
        }

        Assert.Equal(requests.Length, counts.Count);
        Assert.InRange(counts["namespaces"], 4, int.MaxValue);
    }

    [Fact]
    public async Task Objects_are_listed_in_pages_by_label()
    {
        for (int i = 0; i < 5; i++)
            await PostConfigMapAsync($"page-{i}");
        List<string> names = [];
        int pages = 0;
        await foreach (ResourcePage page in _client.Lists.ReadAsync(new(ConfigMaps) { Namespace = _namespace, LabelSelector = "of=sonde", PageSize = 2 }, Cancel))
        {
            using (page)
                names.AddRange(page.Items.Select(Name));
            pages++;
        }

        Assert.Equal(["page-0", "page-1", "page-2", "page-3", "page-4"], names.Order());
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task A_watch_tells_what_is_there_and_what_changes()
    {
        await PostConfigMapAsync("first");
        List<string> events = [];
        await foreach (WatchEvent told in _client.Watches.WatchAsync(new(ConfigMaps) { Namespace = _namespace, LabelSelector = "of=sonde" }, Cancel))
        {
            using (told)
                events.Add($"{told.Kind} {(told.Object.ValueKind == JsonValueKind.Object ? Name(told.Object) : "")}".TrimEnd());
            switch (events[^1])
            {
                case "Synced":
                    await PostConfigMapAsync("second");
                    break;
                case "Added second":
                    await _client.SendAsync(
                        new ApiRequest($"/api/v1/namespaces/{_namespace}/configmaps/second")
                        {
                            Method = HttpMethod.Patch,
                            ContentType = "application/merge-patch+json",
                            Body = """{"data":{"a":"2"}}"""u8.ToArray(),
                        },
                        Cancel);
                    break;
                case "Modified second":
                    await _client.SendAsync(
                        new ApiRequest($"/api/v1/namespaces/{_namespace}/configmaps/first") { Method = HttpMethod.Delete }, Cancel);
                    break;
            }

            if (events[^1].StartsWith("Deleted", StringComparison.Ordinal))
                break;
        }

        Assert.Equal(["Added first", "Synced", "Added second", "Modified second", "Deleted first"], events);
    }

    [Fact]
    public async Task The_log_of_a_running_pod_is_read_and_followed()
    {
        (string space, string pod, string container) = await RunningPodAsync();
        ReadOnlyMemory<byte> log = await _client.Logs.ReadAsync(space, pod, new() { Container = container, Tail = 1, Timestamps = true }, Cancel);
        Assert.True(log.Length == 0 || LogTime.TryParse(log.Span, out _, out _));
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(
            () => _client.Logs.ReadAsync(space, pod, new() { Container = "nope" }, Cancel));
        Assert.Equal(KubernetesError.Invalid, error.Error);
    }

    [Fact]
    public async Task A_program_runs_in_a_pod_with_input_and_exit_code()
    {
        SessionTarget target = await PodWithShellAsync();
        await using ContainerSession session = await _client.Sessions.ExecAsync(
            target, ["sh", "-c", "cat; echo problem >&2; exit 7"], SessionStreams.Input | SessionStreams.Output | SessionStreams.Error, Cancel);
        byte[] sent = new byte[300_000];
        Random.Shared.NextBytes(sent);
        var read = ReadAllAsync(session);
        await session.WriteAsync(sent, Cancel);
        await session.EndInputAsync(Cancel);
        (byte[] output, byte[] error) = await read;

        Assert.Equal(sent, output);
        Assert.Equal("problem\n"u8.ToArray(), error);
        Assert.Equal(7, session.ExitCode);
        await using ContainerSession missing = await _client.Sessions.ExecAsync(target, ["/no/such/program"], SessionStreams.Output, Cancel);
        await ReadAllAsync(missing);
        Assert.Contains("/no/such/program", Assert.Throws<KubernetesException>(() => missing.ExitCode).Message, StringComparison.Ordinal);
        KubernetesException closed = await Assert.ThrowsAsync<KubernetesException>(async () =>
        {
            await using Stream port = await _client.Sessions.ConnectAsync(target.Namespace, target.Pod, 1, Cancel);
            _ = await port.ReadAsync(new byte[1], Cancel);
        });
        Assert.Contains("connect to port 1 of pod", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_are_asked_and_refusals_said()
    {
        Assert.True((await _client.Access.MayAsync(new AccessRequest("list", "", "pods"), Cancel)).IsAllowed);
        using KubernetesClient nobody = Client(new Impersonation { User = "sonde-nobody", Groups = ["system:authenticated"] });
        Assert.False((await nobody.Access.MayAsync(new AccessRequest("list", "", "pods"), Cancel)).IsAllowed);
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(
            () => nobody.GetAsync(ConfigMaps, _namespace, "x", Cancel));
        Assert.Equal(KubernetesError.Forbidden, error.Error);
        Assert.Contains("sonde-nobody", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_none_is_refused()
    {
        KubeConnection real = _client.Connection;
        using KubernetesClient wrong = new(new KubeConnection(
            real.Server, real.Namespace, real.Cluster, new KubeUser { Name = "wrong", Token = "none" }, real.Environment));
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => wrong.SendAsync(new ApiRequest("/api/v1/pods"), Cancel));
        Assert.Equal(KubernetesError.Unauthorized, error.Error);
    }

    [Fact]
    public async Task Conflicts_and_wrong_objects_are_said_in_the_servers_words()
    {
        await PostConfigMapAsync("twice");
        KubernetesException conflict = await Assert.ThrowsAsync<KubernetesException>(() => PostConfigMapAsync("twice"));
        Assert.Equal((KubernetesError.Conflict, "AlreadyExists"), (conflict.Error, conflict.Reason));
        KubernetesException invalid = await Assert.ThrowsAsync<KubernetesException>(() => PostConfigMapAsync("No_Name"));
        Assert.Equal(KubernetesError.Invalid, invalid.Error);
    }

    private static KubernetesClient Client(Impersonation? impersonate = null) => new(
        ConnectionResolver.Resolve(new ConnectionOptions { Impersonate = impersonate }, KubeEnvironment.Current));

    private static string Name(JsonElement item) => item.Object("metadata")!.Value.Text("name")!;

    private Task<ApiResponse> PostConfigMapAsync(string name) => PostAsync(
        $"/api/v1/namespaces/{_namespace}/configmaps",
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","labels":{"of":"sonde"}},"data":{"a":"1"}}""");

    private Task<ApiResponse> PostAsync(string path, string json) =>
        _client.SendAsync(new ApiRequest(path) { Method = HttpMethod.Post, Body = Encoding.UTF8.GetBytes(json) }, Cancel);

    private static async Task<(byte[] Output, byte[] Error)> ReadAllAsync(ContainerSession session)
    {
        using MemoryStream output = new(), error = new();
        while (await session.ReadAsync(Cancel) is { } part)
            (part.Channel == SessionChannel.Output ? output : error).Write(part.Bytes.Span);
        return (output.ToArray(), error.ToArray());
    }

    private async Task<SessionTarget> PodWithShellAsync()
    {
        await foreach ((string space, string pod, string container) in RunningPodsAsync())
        {
            try
            {
                SessionTarget target = new(space, pod, container);
                await using ContainerSession session = await _client.Sessions.ExecAsync(target, ["sh", "-c", "cat </dev/null"], SessionStreams.Output, Cancel);
                await ReadAllAsync(session);
                if (session.ExitCode == 0)
                    return target;
            }
            catch (KubernetesException)
            {
                // No shell in its image, or it has just ended: the next one.
            }
        }

        throw new InvalidOperationException("the cluster runs no pod with a shell: start one");
    }

    private async Task<(string Namespace, string Pod, string Container)> RunningPodAsync()
    {
        await foreach ((string, string, string) pod in RunningPodsAsync())
            return pod;
        throw new InvalidOperationException("the cluster runs no pod whose log could be read: start one");
    }

    private async IAsyncEnumerable<(string Namespace, string Pod, string Container)> RunningPodsAsync()
    {
        ListRequest request = new(new ApiResource("", "v1", "Pod", "pods", true)) { FieldSelector = "status.phase=Running", PageSize = 20 };
        await foreach (ResourcePage page in _client.Lists.ReadAsync(request, Cancel))
        {
            using (page)
            {
                foreach (JsonElement pod in page.Items)
                {
                    yield return (pod.Object("metadata")!.Value.Text("namespace")!, Name(pod),
                        pod.Object("spec")!.Value.Items("containers").First().Text("name")!);
                }
            }
        }
    }
}
