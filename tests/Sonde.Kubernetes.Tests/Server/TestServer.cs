using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Tests.Server;

/// <summary>
/// A small HTTP/1.1 server on a port of 127.0.0.1. What it answers is up to the test, down to the byte, so that broken
/// answers can be tried too.
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ReceivedRequest, Answering, Task> _answer;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;

    public TestServer(Func<ReceivedRequest, Answering, Task> answer, SslServerAuthenticationOptions? tls = null)
    {
        _answer = answer;
        _tls = tls;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    /// <summary>Names that clients asked for in TLS.</summary>
    public ConcurrentQueue<string> ServerNames { get; } = new();

    /// <summary>Subjects of the client certificates that were shown.</summary>
    public ConcurrentQueue<string> ClientCertificates { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"{(_tls is null ? "http" : "https")}://127.0.0.1:{Port}";

    public static TestServer Replaying(params string[] recordings)
    {
        Queue<WireExchange> exchanges = new(recordings.SelectMany(WireExchange.Load));
        return new TestServer(async (_, answer) =>
        {
            WireExchange exchange;
            lock (exchanges)
                exchange = exchanges.Dequeue();
            await answer.ReplayAsync(exchange);
        });
    }

    /// <summary>A connection to this server for the given user.</summary>
    internal KubeConnection Connection(KubeUser? user = null, KubeCluster? cluster = null, KubeEnvironment? environment = null) => new(
        new Uri(Address),
        "default",
        cluster ?? new KubeCluster { Name = "test" },
        user ?? new KubeUser { Name = "tester" },
        environment ?? new KubeEnvironment { Variable = _ => null })
    {
        Context = "test-context",
    };

    public KubernetesClient Client() => new(Connection(environment: new KubeEnvironment { Variable = _ => null, Time = new SoonTime() }));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // Before the listener stops: whoever is accepted just then is followed by the question for the next, which a stopped one refuses.
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        try
        {
            Stream stream = client.GetStream();
            if (_tls is not null)
            {
                SslStream secure = new(stream);
                await secure.AuthenticateAsServerAsync(_tls, _stop.Token);
                ServerNames.Enqueue(secure.TargetHostName);
                if (secure.RemoteCertificate is { } shown)
                    ClientCertificates.Enqueue(shown.Subject);
                stream = secure;
            }

            while (await ReadAsync(stream) is { } request)
            {
                Requests.Enqueue(request);
                Answering answering = new(stream, _stop.Token);
                await _answer(request, answering);
                if (answering.IsOver)
                    break;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client has left, or the test is over.
        }
    }

    private async Task<ReceivedRequest?> ReadAsync(Stream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (!EndsHead(head))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        KeyValuePair<string, string>[] headers =
            [.. lines.Skip(1).Select(l => l.Split(':', 2)).Select(p => KeyValuePair.Create(p[0].Trim(), p[1].Trim()))];
        int length = int.Parse(
            headers.FirstOrDefault(h => h.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value ?? "0",
            System.Globalization.CultureInfo.InvariantCulture);
        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new ReceivedRequest(first[0], first[1], headers, Encoding.UTF8.GetString(body));
    }

    private static bool EndsHead(List<byte> head) =>
        head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n';
}
