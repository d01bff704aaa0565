using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Sonde.Kubernetes.Auth;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Http;

/// <summary>Makes the HTTP handler of a connection: TLS, client certificate, proxy. WebSockets (exec, port-forward) can use it too.</summary>
internal sealed class HandlerFactory
{
    /// <summary>A cluster that does not take a connection in this time is not reachable.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly KubeConnection _connection;
    private readonly ServerCertificateCheck _check;
    private readonly ProxyAddress? _proxy;

    /// <summary>Reads what the connection names: authorities, proxies.</summary>
    /// <exception cref="KubernetesException">Something of it cannot be used.</exception>
    public HandlerFactory(KubeConnection connection)
    {
        _connection = connection;
        _check = new ServerCertificateCheck(connection);
        _proxy = ProxyAddress.Of(connection);
    }

    /// <summary>A handler that shows the given certificate.</summary>
    /// <param name="certificate">The client certificate; null for none.</param>
    public SocketsHttpHandler Create(ClientCertificate? certificate) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        ConnectTimeout = ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        // A watch whose other end is gone would never notice: HTTP/2 asks.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
        UseCookies = false,
        UseProxy = _proxy is not null,
        Proxy = _proxy is null ? null : new WebProxy(_proxy.Address) { Credentials = _proxy.Credentials },
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = _check.Policy(),
            RemoteCertificateValidationCallback = (_, shown, chain, errors) => _check.Check(shown as X509Certificate2, chain, errors),
            ClientCertificateContext = certificate?.Context,
        },
    };

    /// <summary>Headers of every request but the credential.</summary>
    public void Prepare(HttpRequestMessage request)
    {
        request.Headers.UserAgent.ParseAdd(UserAgent.Text);
        // The handler takes the name that TLS asks for from this header.
        if (_connection.Cluster.TlsServerName is { } name)
            request.Headers.Host = name;
        if (_connection.User.Impersonate is not { } impersonate)
            return;
        request.Headers.TryAddWithoutValidation("Impersonate-User", impersonate.User);
        if (impersonate.Uid is { } uid)
            request.Headers.TryAddWithoutValidation("Impersonate-Uid", uid);
        if (impersonate.Groups.Count > 0)
            request.Headers.TryAddWithoutValidation("Impersonate-Group", impersonate.Groups);
        foreach ((string key, IReadOnlyList<string> values) in impersonate.Extra)
            request.Headers.TryAddWithoutValidation("Impersonate-Extra-" + Uri.EscapeDataString(key), values);
    }
}
