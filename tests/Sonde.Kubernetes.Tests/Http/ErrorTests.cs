using System.Net;
using System.Net.Sockets;
using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Kubernetes.Tests.Http;

public sealed class ErrorTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("error-400", 0, KubernetesError.Invalid, "(400)")]
    [InlineData("error-401", 0, KubernetesError.Unauthorized, "does not accept the credentials of user 'tester' (context 'test-context') (401); log in again")]
    [InlineData("error-403", 0, KubernetesError.Forbidden, "pods is forbidden: User \"system:serviceaccount:wire-demo:visitor\" cannot list resource \"pods\"")]
    [InlineData("error-403-anonymous", 0, KubernetesError.Forbidden, "system:anonymous")]
    [InlineData("error-404", 0, KubernetesError.NotFound, "not found (404)")]
    [InlineData("error-404-path", 0, KubernetesError.NotFound, "404 page not found (404)")]
    [InlineData("error-405", 0, KubernetesError.Invalid, "(405)")]
    [InlineData("error-406", 0, KubernetesError.Invalid, "(406)")]
    [InlineData("error-409", 0, KubernetesError.Conflict, "configmaps \"settings\" already exists (409)")]
    [InlineData("error-409", 1, KubernetesError.Conflict, "please apply your changes to the latest version and try again (409)")]
    [InlineData("error-422", 0, KubernetesError.Invalid, "Pod \"Bad_Name\" is invalid: [metadata.name: Invalid value")]
    [InlineData("list-expired", 0, KubernetesError.Expired, "too old (410); ask again")]
    public async Task What_the_server_says_is_one_line(string recording, int exchange, KubernetesError error, string part)
    {
        await using TestServer server = new((_, answer) => answer.ReplayAsync(WireExchange.Load(recording)[exchange]));
        KubernetesException thrown = await ThrowsAsync(server);
        Assert.Equal(error, thrown.Error);
        Assert.StartsWith("cannot do it: ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(part, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(429, "Retry-After: 2\r\n", 6, KubernetesError.TooManyRequests, "too many requests (429)")]
    [InlineData(503, "", 3, KubernetesError.Server, "failed (503)")]
    [InlineData(500, "", 3, KubernetesError.Server, "failed (500)")]
    [InlineData(503, "Retry-After: 3600\r\n", 1, KubernetesError.Server, "failed (503)")]
    [InlineData(501, "", 1, KubernetesError.Server, "failed (501)")]
    [InlineData(302, "Location: /login\r\n", 1, KubernetesError.Protocol, "is it the API server?")]
    public async Task Some_failures_are_tried_again(int status, string headers, int attempts, KubernetesError error, string part)
    {
        await using TestServer server = new((_, answer) => answer.JsonAsync("", status, headers));
        KubernetesException thrown = await ThrowsAsync(server);
        Assert.Equal(error, thrown.Error);
        Assert.Contains(part, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(attempts, server.Requests.Count);
    }

    [Fact]
    public async Task The_wait_is_the_one_that_the_server_asks_for()
    {
        int count = 0;
        await using TestServer server = new((_, answer) => ++count == 1
            ? answer.JsonAsync("", 429, "Retry-After: 7\r\n")
            : answer.JsonAsync("{}"));
        SoonTime time = new();
        using KubernetesClient client = new(server.Connection(environment: new KubeEnvironment { Variable = _ => null, Time = time }));
        await client.SendAsync(new ApiRequest("/x") { Method = HttpMethod.Post, Body = "{}"u8.ToArray() }, Cancel);
        Assert.Equal([TimeSpan.FromSeconds(7)], time.Waits);
    }

    [Fact]
    public async Task Writing_is_not_tried_again()
    {
        await using TestServer server = new((_, answer) => answer.JsonAsync("", 503));
        using KubernetesClient client = server.Client();
        await Assert.ThrowsAsync<KubernetesException>(
            () => client.SendAsync(new ApiRequest("/x") { Method = HttpMethod.Post, Body = "{}"u8.ToArray() }, Cancel));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd")]
    [InlineData("")]
    [InlineData("\0\u0001\u0002")]
    public async Task A_broken_answer_is_one_line_after_three_attempts(string raw)
    {
        await using TestServer server = new(async (_, answer) =>
        {
            await answer.RawAsync(raw);
            answer.Break();
        });
        KubernetesException thrown = await ThrowsAsync(server);
        Assert.Equal(KubernetesError.Protocol, thrown.Error);
        Assert.Contains("is broken or broke off", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
        // Where not a byte has come, .NET tries on another connection by itself.
        Assert.InRange(server.Requests.Count, 3, raw.Length == 0 ? 100 : 3);
    }

    [Fact]
    public async Task A_page_of_html_is_not_shown()
    {
        await using TestServer server = new((_, answer) => answer.WholeAsync(502, "text/html", "<html>\n<h1>Bad Gateway</h1>"u8.ToArray()));
        Assert.Equal(
            $"cannot do it: {server.Address} failed (502); try again, or look at the control plane", (await ThrowsAsync(server)).Message);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_refused()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        KubernetesException thrown = await ThrowsAsync($"https://127.0.0.1:{port}");
        Assert.Equal(KubernetesError.Unreachable, thrown.Error);
        Assert.Equal(
            $"cannot reach https://127.0.0.1:{port}: connection refused; is the cluster running, and is it the right --context?", thrown.Message);
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_said()
    {
        KubernetesException thrown = await ThrowsAsync("https://no-such-host.invalid:6443");
        Assert.Equal(KubernetesError.Unreachable, thrown.Error);
        Assert.Contains("no host", thrown.Message.Replace("no such host", "no host", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        await using TestServer server = new((_, answer) => Task.Delay(Timeout.Infinite, answer.Stop));
        using KubernetesClient client = new(server.Connection(environment: new KubeEnvironment { Variable = _ => null, Time = new ImpatientTime() }));
        KubernetesException thrown = await Assert.ThrowsAsync<KubernetesException>(() => client.SendAsync(new ApiRequest("/x"), Cancel));
        Assert.Equal(KubernetesError.Unreachable, thrown.Error);
        Assert.Contains("within 70 s", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_stays_a_cancellation()
    {
        using CancellationTokenSource stop = new();
        await using TestServer server = new(async (_, answer) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, answer.Stop);
        });
        using KubernetesClient client = server.Client();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SendAsync(new ApiRequest("/x"), stop.Token));
    }

    private static async Task<KubernetesException> ThrowsAsync(TestServer server)
    {
        using KubernetesClient client = server.Client();
        return await Assert.ThrowsAsync<KubernetesException>(() => client.SendAsync(new ApiRequest("/x") { What = "do it" }, Cancel));
    }

    private static async Task<KubernetesException> ThrowsAsync(string address)
    {
        using KubernetesClient client = new(new KubeConnection(
            new Uri(address), "default", new KubeCluster(), new KubeUser(), new KubeEnvironment { Variable = _ => null }));
        return await Assert.ThrowsAsync<KubernetesException>(() => client.SendAsync(new ApiRequest("/x") { What = "do it" }, Cancel));
    }

    /// <summary>A clock on which every time-out is over soon.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(50) : dueTime, period);
    }
}
