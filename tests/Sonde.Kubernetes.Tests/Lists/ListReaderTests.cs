using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Lists;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Kubernetes.Tests.Lists;

public sealed class ListReaderTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly ApiResource Pods = new("", "v1", "Pod", "pods", true);

    private static readonly ApiResource Nodes = new("", "v1", "Node", "nodes", false);

    [Fact]
    public async Task A_list_is_read_page_after_page()
    {
        await using TestServer server = TestServer.Replaying("list-paged");
        using KubernetesClient client = server.Client();
        ListRequest request = new(Pods) { Namespace = "wire-demo", PageSize = 2 };
        List<string> names = [];
        List<long?> remaining = [];
        await foreach (ResourcePage page in client.Lists.ReadAsync(request, Cancel))
        {
            using (page)
            {
                names.AddRange(page.Items.Select(i => i.Object("metadata")!.Value.Text("name")!));
                remaining.Add(page.Remaining);
                Assert.Equal("16492", page.ResourceVersion);
                Assert.False(page.StartsAgain || page.IsNewerThanBefore);
            }
        }

        Assert.Equal(5, names.Distinct().Count());
        Assert.Equal([3, 1, null], remaining);
        Assert.Equal(WireExchange.Load("list-paged").Select(e => e.Target), server.Requests.Select(r => r.Target));
    }

    [Fact]
    public async Task An_expired_list_goes_on_from_the_state_that_the_server_offers()
    {
        await using TestServer server = new((request, answer) => request.Query("continue") switch
        {
            null => answer.JsonAsync(Page("a", "one")),
            "one" => answer.JsonAsync("""{"kind":"Status","reason":"Expired","code":410,"message":"too old","metadata":{"continue":"two"}}""", 410),
            _ => answer.JsonAsync(Page("b", "")),
        });
        using KubernetesClient client = server.Client();
        Assert.Equal(["a", "newer b"], await NamesAsync(client));
    }

    [Fact]
    public async Task An_expired_list_without_an_offer_is_read_again_as_a_whole()
    {
        await using TestServer server = new((request, answer) => request switch
        {
            { } when request.Query("limit") is null => answer.JsonAsync(Page("c", "")),
            { } when request.Query("continue") is null => answer.JsonAsync(Page("a", "one")),
            _ => answer.JsonAsync(WireExchange.Load("list-expired")[0].Body!, 410),
        });
        using KubernetesClient client = server.Client();
        Assert.Equal(["a", "again c"], await NamesAsync(client));
    }

    [Fact]
    public async Task Selectors_and_names_are_escaped()
    {
        await using TestServer server = new((_, answer) => answer.JsonAsync(Page("a", "")));
        using KubernetesClient client = server.Client();
        ListRequest request = new(Pods) { Namespace = "a/../b", LabelSelector = "app in (x,y)&limit=1", FieldSelector = "spec.nodeName=n" };
        await foreach (ResourcePage page in client.Lists.ReadAsync(request, Cancel))
            page.Dispose();
        ReceivedRequest received = Assert.Single(server.Requests);
        Assert.Equal("/api/v1/namespaces/a%2F..%2Fb/pods", received.Path);
        Assert.Equal(("app in (x,y)&limit=1", "500"), (received.Query("labelSelector"), received.Query("limit")));
    }

    [Fact]
    public async Task A_forbidden_kind_does_not_stop_the_others()
    {
        await using TestServer server = new((request, answer) => request.Path.EndsWith("/nodes", StringComparison.Ordinal)
            ? answer.ReplayAsync(WireExchange.Load("error-403")[0])
            : answer.JsonAsync(Page("a", "")));
        using KubernetesClient client = server.Client();
        Dictionary<string, KubernetesException?> ends = [];
        int pages = 0;
        await foreach (ListPart part in client.Lists.ReadManyAsync([new(Pods), new(Nodes)], Cancel))
        {
            pages += part.Page is null ? 0 : 1;
            part.Page?.Dispose();
            if (part.IsEnd)
                ends.Add(part.Request.Resource.Name, part.Error);
        }

        Assert.Equal(1, pages);
        Assert.Null(ends["pods"]);
        Assert.Equal(KubernetesError.Forbidden, ends["nodes"]!.Error);
        Assert.Contains("cannot list nodes: pods is forbidden: User", ends["nodes"]!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_at_once_are_bounded_and_pages_wait_for_the_reader()
    {
        int now = 0, most = 0;
        await using TestServer server = new(async (_, answer) =>
        {
            int here = Interlocked.Increment(ref now);
            InterlockedMax(ref most, here);
            await Task.Delay(5, answer.Stop);
            Interlocked.Decrement(ref now);
            await answer.JsonAsync(Page("a", ""));
        });
        using KubernetesClient client = server.Client();
        ListRequest[] many = [.. Enumerable.Range(0, 40).Select(i => new ListRequest(Pods) { Namespace = $"n{i}" })];
        int ends = 0;
        await foreach (ListPart part in client.Lists.ReadManyAsync(many, Cancel))
        {
            part.Page?.Dispose();
            ends += part.IsEnd ? 1 : 0;
        }

        Assert.Equal(40, ends);
        Assert.InRange(most, 2, Sonde.Kubernetes.Http.ApiTransport.RequestsAtOnce);
    }

    [Fact]
    public async Task A_reader_that_leaves_early_stops_the_requests()
    {
        await using TestServer server = new((_, answer) => answer.JsonAsync(Page("a", "more")));
        using KubernetesClient client = server.Client();
        await foreach (ListPart part in client.Lists.ReadManyAsync([new(Pods), new(Nodes)], Cancel))
        {
            part.Page?.Dispose();
            break;
        }

        int after = server.Requests.Count;
        Assert.InRange(after, 1, 10);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"items\":3}")]
    [InlineData("{\"items\":[")]
    [InlineData("<html>")]
    [InlineData("\u0000")]
    public async Task An_answer_that_is_no_list_is_one_line(string body)
    {
        await using TestServer server = new((_, answer) => answer.JsonAsync(body));
        using KubernetesClient client = server.Client();
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => NamesAsync(client));
        Assert.Equal(KubernetesError.Protocol, error.Error);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }

    private static async Task<List<string>> NamesAsync(KubernetesClient client)
    {
        List<string> names = [];
        await foreach (ResourcePage page in client.Lists.ReadAsync(new ListRequest(Pods) { PageSize = 1 }, Cancel))
        {
            using (page)
            {
                string mark = page.StartsAgain ? "again " : page.IsNewerThanBefore ? "newer " : "";
                names.AddRange(page.Items.Select(i => mark + i.Object("metadata")!.Value.Text("name")));
            }
        }

        return names;
    }

    private static string Page(string name, string next) =>
        $$$"""{"kind":"PodList","metadata":{"resourceVersion":"1","continue":"{{{next}}}"},"items":[{"metadata":{"name":"{{{name}}}"}}]}""";
}
