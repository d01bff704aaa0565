using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Lists;
using Sonde.Kubernetes.Tests.Server;
using Sonde.Kubernetes.Watches;

namespace Sonde.Kubernetes.Tests.Watches;

public sealed class WatcherTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly ListRequest Pods = new(new ApiResource("", "v1", "Pod", "pods", true)) { Namespace = "wire-demo" };

    [Fact]
    public async Task A_streamed_list_is_followed_by_changes_and_the_watch_goes_on_from_the_last_bookmark()
    {
        WireExchange first = WireExchange.Load("watch-initial-events")[0];
        WireExchange second = WireExchange.Load("watch-from-version")[0];
        await using TestServer server = new((request, answer) =>
            answer.ReplayAsync(request.Query("sendInitialEvents") == "true" ? first : second));
        using KubernetesClient client = server.Client();
        int expected = Told(first) + Told(second) + 1;
        List<string> events = await TakeAsync(client, expected);
        Assert.Equal(["Added", "Added", "Added", "Added", "Added", "Synced"], events.Take(6).Select(e => e.Split(' ')[0]));
        Assert.Contains(events, e => e.StartsWith("Deleted ", StringComparison.Ordinal));
        Assert.DoesNotContain(events, e => e.StartsWith("Restarted", StringComparison.Ordinal));
        ReceivedRequest[] requests = [.. server.Requests];
        Assert.Equal("NotOlderThan", requests[0].Query("resourceVersionMatch"));
        Assert.Equal(("16726", null), (requests[1].Query("resourceVersion"), requests[1].Query("sendInitialEvents")));
    }

    [Fact]
    public async Task A_server_that_does_not_stream_lists_is_listed_and_then_watched()
    {
        await using TestServer server = new((request, answer) => request switch
        {
            { } when request.Query("sendInitialEvents") is not null => answer.JsonAsync(
                """{"kind":"Status","reason":"Invalid","code":422,"message":"sendInitialEvents: Forbidden"}""", 422),
            { } when request.Query("watch") is null => answer.JsonAsync(
                """{"kind":"PodList","metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","resourceVersion":"3"}}]}"""),
            _ => Stream(answer, Line("MODIFIED", "a", 6), end: false),
        });
        using KubernetesClient client = server.Client();
        Assert.Equal(["Added a", "Synced", "Modified a"], await TakeAsync(client, 3));
        Assert.Equal("5", server.Requests.Last().Query("resourceVersion"));
    }

    [Fact]
    public async Task A_state_that_the_server_has_forgotten_begins_everything_again()
    {
        int streams = 0;
        WireExchange expired = WireExchange.Load("watch-expired")[0];
        await using TestServer server = new((request, answer) => request.Query("sendInitialEvents") is null
            ? answer.ReplayAsync(expired)
            : Stream(answer, Line("ADDED", $"pod{++streams}", 7) + End(8), end: streams == 1));
        using KubernetesClient client = server.Client();
        Assert.Equal(["Added pod1", "Synced", "Restarted", "Added pod2", "Synced"], await TakeAsync(client, 5));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_taken_up_where_it_was()
    {
        int connection = 0;
        await using TestServer server = new(async (_, answer) =>
        {
            await answer.BeginAsync();
            switch (++connection)
            {
                case 1:
                    // Broken in the middle of an event, and cut so that chunks and lines differ.
                    await answer.ChunkAsync(Line("ADDED", "a", 1) + End(2) + Line("MODIFIED", "a", 3)[..20]);
                    answer.Break();
                    break;
                default:
                    string line = Line("MODIFIED", "a", 3);
                    await answer.ChunkAsync(line[..10]);
                    await answer.ChunkAsync(line[10..] + Line("DELETED", "a", 4));
                    await Task.Delay(Timeout.Infinite, answer.Stop);
                    break;
            }
        });
        using KubernetesClient client = server.Client();
        Assert.Equal(["Added a", "Synced", "Modified a", "Deleted a"], await TakeAsync(client, 4));
        Assert.Equal("2", server.Requests.Last().Query("resourceVersion"));
    }

    [Fact]
    public async Task A_list_that_breaks_off_is_told_again_from_the_start()
    {
        int connection = 0;
        await using TestServer server = new(async (_, answer) =>
        {
            await answer.BeginAsync();
            if (++connection == 1)
            {
                await answer.ChunkAsync(Line("ADDED", "a", 1));
                answer.Break();
                return;
            }

            await answer.ChunkAsync(Line("ADDED", "b", 1) + End(2));
            await Task.Delay(Timeout.Infinite, answer.Stop);
        });
        using KubernetesClient client = server.Client();
        Assert.Equal(["Added a", "Restarted", "Added b", "Synced"], await TakeAsync(client, 4));
    }

    [Fact]
    public async Task What_is_forbidden_ends_the_watch_at_once()
    {
        await using TestServer server = new((_, answer) => answer.ReplayAsync(WireExchange.Load("error-403")[0]));
        using KubernetesClient client = server.Client();
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => TakeAsync(client, 1));
        Assert.Equal(KubernetesError.Forbidden, error.Error);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_always_breaks_is_given_up()
    {
        await using TestServer server = new(async (request, answer) =>
        {
            await answer.BeginAsync();
            if (request.Query("sendInitialEvents") is not null)
                await answer.ChunkAsync(End(2));
            answer.Break();
        });
        using KubernetesClient client = server.Client();
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => TakeAsync(client, 100));
        Assert.Equal(KubernetesError.Protocol, error.Error);
    }

    private static int Told(WireExchange exchange) => exchange.Chunks.Count(c => !c.Contains("\"BOOKMARK\"", StringComparison.Ordinal));

    private static async Task Stream(Answering answer, string text, bool end)
    {
        await answer.BeginAsync();
        await answer.ChunkAsync(text);
        if (end)
            await answer.EndAsync();
        else
            await Task.Delay(Timeout.Infinite, answer.Stop);
    }

    private static string Line(string type, string name, int version) =>
        $$$$"""{"type":"{{{{type}}}}","object":{"kind":"Pod","metadata":{"name":"{{{{name}}}}","resourceVersion":"{{{{version}}}}"}}}""" + "\n";

    private static string End(int version) =>
        $$$$$"""{"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"{{{{{version}}}}}","annotations":{"k8s.io/initial-events-end":"true"}}}}""" + "\n";

    private static async Task<List<string>> TakeAsync(KubernetesClient client, int count)
    {
        List<string> events = [];
        await foreach (WatchEvent told in client.Watches.WatchAsync(Pods, Cancel))
        {
            using (told)
                events.Add($"{told.Kind} {told.Object.Object("metadata")?.Text("name")}".TrimEnd());
            if (events.Count == count)
                break;
        }

        return events;
    }
}
