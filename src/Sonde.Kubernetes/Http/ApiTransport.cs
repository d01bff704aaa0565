using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Sonde.Kubernetes.Auth;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Http;

/// <summary>
/// Makes requests: adds the credential and gets a new one after a 401, waits as the server asks, tries reads again, and
/// turns every failure into a <see cref="KubernetesException"/>. At most <see cref="RequestsAtOnce"/> whole answers are
/// under way at a time; streams are not counted.
/// </summary>
internal sealed class ApiTransport : IDisposable
{
    /// <summary>Requests for whole answers under way at a time: more gains nothing and holds more memory.</summary>
    public const int RequestsAtOnce = 6;

    /// <summary>The API server's own limit for a request (<c>--request-timeout</c>), and a little for the way.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(70);

    /// <summary>Longest answer that is read: a page of 500 objects of etcd's default limit (1.5 MB) does not occur.</summary>
    public const int LongestAnswer = 256 << 20;

    /// <summary>Proxies and load balancers close connections on which nothing is said for a minute.</summary>
    private static readonly TimeSpan SocketKeepAlive = TimeSpan.FromSeconds(30);

    /// <summary>Longest body of an error that is read.</summary>
    private const int LongestError = 256 << 10;

    private readonly KubeConnection _connection;
    private readonly ICredentialSource _credentials;
    private readonly HandlerFactory _handlers;
    private readonly SemaphoreSlim _slots = new(RequestsAtOnce, RequestsAtOnce);
    private readonly Lock _lock = new();
    private HttpMessageInvoker? _invoker;
    private ClientCertificate? _invokerCertificate;

    /// <summary>Prepares requests to a cluster; nothing is sent yet.</summary>
    /// <exception cref="KubernetesException">Certificates or credentials cannot be read.</exception>
    public ApiTransport(KubeConnection connection)
    {
        _connection = connection;
        _handlers = new HandlerFactory(connection);
        _credentials = CredentialSources.For(connection);
    }

    private TimeProvider Time => _connection.Environment.Time;

    /// <summary>Makes a request and reads the whole answer.</summary>
    /// <exception cref="KubernetesException">There is no answer, or it is no success.</exception>
    public async Task<ApiResponse> ReadAsync(ApiRequest request, CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await RetryAsync(
                request,
                async (response, token) => new ApiResponse(
                    await BodyAsync(response, LongestAnswer, token).ConfigureAwait(false),
                    response.Content.Headers.ContentType?.ToString() ?? "",
                    response.Headers.Date),
                cancel).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Makes a request whose answer is read while it comes; the time-out ends with its headers.</summary>
    /// <returns>The answer; the caller disposes it.</returns>
    /// <exception cref="KubernetesException">There is no answer, or it is no success.</exception>
    public Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancel) =>
        RetryAsync(request, (response, _) => Task.FromResult(response), cancel);

    /// <summary>Makes a request that becomes a WebSocket with one of the request's subprotocols.</summary>
    /// <exception cref="KubernetesException">There is no answer, or it is not that.</exception>
    public async Task<WebSocket> OpenSocketAsync(ApiRequest request, CancellationToken cancel)
    {
        HttpResponseMessage response = await OpenAsync(request, cancel).ConfigureAwait(false);
        string protocol = response.Headers.TryGetValues("Sec-WebSocket-Protocol", out IEnumerable<string>? chosen) ? chosen.First() : "";
        bool isSocket = response.StatusCode == HttpStatusCode.SwitchingProtocols
            && response.Headers.Upgrade.Any(upgrade => upgrade.Name.Equals("websocket", StringComparison.OrdinalIgnoreCase))
            && request.Protocols.Contains(protocol);
        if (isSocket)
        {
            return WebSocket.CreateFromStream(
                await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false),
                new WebSocketCreationOptions { SubProtocol = protocol, KeepAliveInterval = SocketKeepAlive });
        }

        response.Dispose();
        throw new KubernetesException(
            KubernetesError.Protocol,
            $"cannot {request.What}: {StatusErrors.Server(_connection)} does not switch to {string.Join(" or ", request.Protocols)} (it needs Kubernetes 1.29 or newer, and a proxy between must let WebSockets pass)");
    }

    /// <summary>Turns what broke while a stream was read into words; null when it is a bug or a cancellation.</summary>
    public KubernetesException? Explain(Exception thrown) => NetworkErrors.Of(_connection, thrown);

    /// <summary>The error that a <c>Status</c> inside a stream stands for.</summary>
    public KubernetesException Explain(string what, int status, ReadOnlyMemory<byte> body) =>
        StatusErrors.Of(_connection, what, status, body);

    /// <inheritdoc/>
    public void Dispose()
    {
        _invoker?.Dispose();
        _credentials.Dispose();
        _slots.Dispose();
    }

    private async Task<T> RetryAsync<T>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> take, CancellationToken cancel)
        where T : class
    {
        bool isRead = request.Method == HttpMethod.Get && !request.IsOnce;
        bool refused = false;
        for (int attempt = 1; ; attempt++)
        {
            KubernetesException error;
            TimeSpan? wait;
            Credential credential = await _credentials.GetAsync(cancel).ConfigureAwait(false);
            using CancellationTokenSource timeout = new(AnswerTimeout, Time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
            HttpResponseMessage? response = null;
            try
            {
                response = await SendAsync(request, credential, either.Token).ConfigureAwait(false);
                if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.SwitchingProtocols)
                {
                    T taken = await take(response, either.Token).ConfigureAwait(false);
                    if (ReferenceEquals(taken, response))
                        response = null; // the caller's now
                    return taken;
                }

                if (response.StatusCode == HttpStatusCode.Unauthorized && !refused && _credentials.Refused(credential))
                {
                    refused = true;
                    continue;
                }

                byte[] body = await BodyAsync(response, LongestError, either.Token).ConfigureAwait(false);
                int status = (int)response.StatusCode;
                error = StatusErrors.Of(_connection, request.What, status, body);
                wait = RetryPolicy.Wait(attempt, isRead, status, RetryAfter(response.Headers.RetryAfter));
            }
            catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
            {
                // Ours, or the handler's own for connecting.
                throw NetworkErrors.TimedOut(_connection, timeout.IsCancellationRequested ? AnswerTimeout : HandlerFactory.ConnectTimeout, e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
            {
                error = NetworkErrors.Of(_connection, e)!;
                wait = NetworkErrors.MayPass(e) ? RetryPolicy.Wait(attempt, isRead, status: null, retryAfter: null) : null;
            }
            finally
            {
                response?.Dispose();
            }

            if (wait is not { } before)
                throw error;
            await Task.Delay(before, Time, cancel).ConfigureAwait(false);
        }
    }

    private Task<HttpResponseMessage> SendAsync(ApiRequest request, Credential credential, CancellationToken cancel)
    {
        HttpRequestMessage message = new(request.Method, _connection.Server.GetLeftPart(UriPartial.Path).TrimEnd('/') + request.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (!request.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }

        if (request.Protocols.Count > 0)
            AskForSocket(message, request.Protocols);
        _handlers.Prepare(message);
        // What is connected to has no media type: a real server answers 406 to any.
        message.Headers.TryAddWithoutValidation("Accept", request.Protocols.Count > 0 ? "*/*" : request.Accept);
        if (credential.Authorization is { } authorization)
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        return Invoker(credential.Certificate).SendAsync(message, cancel);
    }

    // RFC 6455, section 4.1. HTTP/2 would need another handshake (RFC 8441), which API servers do not know.
    private static void AskForSocket(HttpRequestMessage message, IReadOnlyList<string> protocols)
    {
        (message.Version, message.VersionPolicy) = (HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact);
        message.Headers.Connection.Add("Upgrade");
        message.Headers.Upgrade.ParseAdd("websocket");
        message.Headers.Add("Sec-WebSocket-Version", "13");
        message.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));
        message.Headers.Add("Sec-WebSocket-Protocol", string.Join(", ", protocols));
    }

    // Connections keep the certificate they were opened with: another certificate needs other connections.
    private HttpMessageInvoker Invoker(ClientCertificate? certificate)
    {
        lock (_lock)
        {
            if (_invoker is null || !ReferenceEquals(_invokerCertificate, certificate))
            {
                // What still runs over the old one ends by itself; its handler closes idle connections.
                _invoker = new HttpMessageInvoker(_handlers.Create(certificate));
                _invokerCertificate = certificate;
            }

            return _invoker;
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        TimeSpan? told = header?.Delta ?? (header?.Date is { } date ? date - Time.GetUtcNow() : null);
        return told < TimeSpan.Zero ? TimeSpan.Zero : told;
    }

    private async Task<byte[]> BodyAsync(HttpResponseMessage response, int longest, CancellationToken cancel)
    {
        Stream body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            long known = response.Content.Headers.ContentLength ?? 0;
            byte[] bytes = new byte[Math.Clamp(known, 16 << 10, 16 << 20)];
            int length = 0;
            while (await body.ReadAsync(bytes.AsMemory(length), cancel).ConfigureAwait(false) is int read and > 0)
            {
                length += read;
                if (length < bytes.Length)
                    continue;
                if (length >= longest)
                {
                    throw new KubernetesException(
                        KubernetesError.Protocol, $"an answer of {StatusErrors.Server(_connection)} is longer than {longest >> 20} MB; ask for less");
                }

                Array.Resize(ref bytes, (int)Math.Min(longest, bytes.Length * 2L));
            }

            if (length < bytes.Length)
                Array.Resize(ref bytes, length);
            return bytes;
        }
    }
}
