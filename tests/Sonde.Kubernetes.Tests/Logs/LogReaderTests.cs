using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Sonde.Kubernetes.Logs;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Kubernetes.Tests.Logs;

public sealed class LogReaderTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_comes_as_it_was_written()
    {
        await using TestServer server = TestServer.Replaying("pod-log");
        using KubernetesClient client = server.Client();
        LogOptions options = new()
        {
            Container = "web",
            Previous = true,
            Tail = 5,
            LimitBytes = 4096,
            Timestamps = true,
            Since = new(2026, 11, 20, 14, 0, 0, TimeSpan.Zero),
        };
        ReadOnlyMemory<byte> log = await client.Logs.ReadAsync("wire-demo", "web-1", options, Cancel);
        Assert.Equal(WireExchange.Load("pod-log")[0].Body, Encoding.UTF8.GetString(log.Span));
        Assert.Equal(
            "/api/v1/namespaces/wire-demo/pods/web-1/log?container=web&previous=true&sinceTime=2026-11-20T14%3A00%3A00Z&tailLines=5&limitBytes=4096&timestamps=true",
            Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task What_a_container_prints_is_copied_to_its_end_and_after_a_break_nothing_is_lost_or_repeated()
    {
        string[] parts = ["one\ntw", "one\ntwo\nthr", "one\ntwo\nthree\n"];
        int connections = 0;
        await using TestServer server = new(async (_, answer) =>
        {
            string part = parts[connections++];
            await answer.BeginAsync("text/plain");
            await answer.ChunkAsync(part);
            if (part == parts[^1])
                await answer.EndAsync();
            else
                answer.Break();
        });
        using KubernetesClient client = server.Client();
        using var output = new MemoryStream();

        await client.Logs.CopyAsync("shop", "cart-1", new() { Container = "app" }, output, Cancel);

        Assert.Equal(parts[^1], Encoding.UTF8.GetString(output.ToArray()));
        Assert.All(server.Requests, request => Assert.Equal("/api/v1/namespaces/shop/pods/cart-1/log?container=app&follow=true", request.Target));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_log_that_may_not_be_copied_is_told()
    {
        await using TestServer server = new((_, answer) =>
            answer.JsonAsync("""{"kind":"Status","status":"Failure","message":"no","reason":"Forbidden","code":403}""", 403));
        using KubernetesClient client = server.Client();

        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(
            () => client.Logs.CopyAsync("shop", "cart-1", new() { Container = "app" }, Stream.Null, Cancel));

        Assert.Equal(KubernetesError.Forbidden, error.Error);
    }

    [Fact]
    public async Task A_container_that_does_not_exist_is_said_in_the_servers_words()
    {
        await using TestServer server = TestServer.Replaying("pod-log-bad-container");
        using KubernetesClient client = server.Client();
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(
            () => client.Logs.ReadAsync("wire-demo", "web-1", new() { Container = "nope" }, Cancel));
        Assert.Equal(KubernetesError.Invalid, error.Error);
        Assert.Equal(
            "cannot read the log of pod wire-demo/web-1, container nope: container nope is not valid for pod web-f7d4b6d7f-cd9f8 (400)", error.Message);
    }

    [Fact]
    public async Task A_followed_log_gives_lines_without_times_as_they_are()
    {
        await using TestServer server = TestServer.Replaying("pod-log-follow");
        using KubernetesClient client = server.Client();
        List<LogLine> lines = [];
        await foreach (LogLine line in client.Logs.FollowAsync("wire-demo", "web-1", new() { Tail = 2 }, Cancel))
        {
            lines.Add(line);
            if (lines.Count == 3)
                break;
        }

        Assert.All(lines, l => Assert.Null(l.Time));
        Assert.Contains("open() \"/usr/share/nginx/html/missing\" failed", lines[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_followed_log_goes_on_after_a_break_without_losing_or_repeating_a_line()
    {
        string[] written =
        [
            "2026-01-01T00:00:01.1Z one", "2026-01-01T00:00:01.12Z two", "2026-01-01T00:00:01.12Z three",
            "2026-01-01T00:00:01.12Z four", "2026-01-01T00:00:01.123456789Z five", "2026-01-01T00:00:02Z six",
        ];
        int connection = 0;
        await using TestServer server = new(async (request, answer) =>
        {
            await answer.BeginAsync("text/plain");
            if (++connection == 1)
            {
                await answer.ChunkAsync(string.Concat(written.Take(3).Select(l => l + "\n")) + written[3][..12]);
                answer.Break();
                return;
            }

            // The server knows whole seconds only.
            await answer.ChunkAsync(string.Join('\n', written));
            await answer.EndAsync();
        });
        using KubernetesClient client = server.Client();
        List<string> lines = [];
        await foreach (LogLine line in client.Logs.FollowAsync("n", "p", new() { Tail = 10 }, Cancel))
            lines.Add(line.Text);
        // The beginning of "four" arrived without its end: it cannot be told from a line, and its time is no time.
        lines.Remove(written[3][..12]);
        Assert.Equal(["one", "two", "three", "four", "five", "six"], lines);
        ReceivedRequest second = server.Requests.Last();
        Assert.Equal(("2026-01-01T00:00:01Z", null, "true"), (second.Query("sinceTime"), second.Query("tailLines"), second.Query("follow")));
    }

    [Fact]
    public async Task A_pod_that_is_gone_ends_its_log()
    {
        int connection = 0;
        await using TestServer server = new(async (_, answer) =>
        {
            if (++connection > 1)
            {
                await answer.ReplayAsync(WireExchange.Load("error-404")[0]);
                return;
            }

            await answer.BeginAsync("text/plain");
            await answer.ChunkAsync("2026-01-01T00:00:01Z one\n");
            answer.Break();
        });
        using KubernetesClient client = server.Client();
        List<string> lines = [];
        await foreach (LogLine line in client.Logs.FollowAsync("n", "p", new(), Cancel))
            lines.Add(line.Text);
        Assert.Equal(["one"], lines);
    }

    [Fact]
    public async Task Lines_that_are_too_long_are_cut_and_bytes_that_are_no_text_replaced()
    {
        await using TestServer server = new((_, answer) => answer.WholeAsync(
            200, "text/plain", [.. "2026-01-01T00:00:01Z "u8, .. Enumerable.Repeat((byte)'x', 3 << 20), (byte)'\n', .. "2026-01-01T00:00:02Z "u8, 0xFF, (byte)'\n']));
        using KubernetesClient client = server.Client();
        List<LogLine> lines = [];
        await foreach (LogLine line in client.Logs.FollowAsync("n", "p", new(), Cancel))
            lines.Add(line);
        Assert.Equal(2, lines.Count);
        Assert.InRange(lines[0].Text.Length, 1 << 19, LogReader.LongestLine);
        Assert.Equal("\uFFFD", lines[1].Text);
    }

    [Theory]
    [InlineData("2026-11-20T14:09:39.354700605Z x", 354700605, 31)]
    [InlineData("2026-11-20T14:09:39.3Z", 300000000, 22)]
    [InlineData("2026-11-20T16:09:39.000000001+02:00 x", 1, 36)]
    [InlineData("2026-11-20T14:09:39Z x", 0, 21)]
    public void Times_are_read_to_the_nanosecond(string line, int nanoseconds, int length)
    {
        Assert.True(LogTime.TryParse(Encoding.UTF8.GetBytes(line), out LogTime time, out int read));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 14, 9, 39, TimeSpan.Zero).ToUnixTimeSeconds() * 1_000_000_000 + nanoseconds, time.Nanoseconds);
        Assert.Equal(length, read);
    }

    [Fact]
    public void Any_bytes_are_a_line_with_or_without_a_time() => Prop.ForAll(
        Gen.Elements("2026-01-01T00:00:01Z ", "2026", "-", "T", "Z", ".", "9999999999", " ", "\u00E9", "+02:00").ArrayOf().Select(string.Concat).ToArbitrary(),
        text =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            if (LogTime.TryParse(bytes, out LogTime time, out int length))
            {
                Assert.InRange(length, 20, bytes.Length);
                Assert.InRange(time.Time.Year, 1970, 2201);
            }
        }).Holds();

    [Fact]
    public void Times_have_the_clock_of_net() => Assert.Equal(
        "2026-11-20 14:09:39.3547006",
        LogTime.TryParse("2026-11-20T14:09:39.354700605Z"u8, out LogTime time, out _)
            ? time.Time.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture)
            : "");
}
