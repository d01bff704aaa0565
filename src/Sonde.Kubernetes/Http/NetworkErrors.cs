using System.Net.Sockets;
using System.Security.Authentication;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Http;

/// <summary>Turns failures below HTTP into words: name resolution, connections, TLS, proxies, answers that break off.</summary>
internal static class NetworkErrors
{
    /// <summary>The error for what HttpClient threw; null when it is not about the network.</summary>
    public static KubernetesException? Of(KubeConnection connection, Exception thrown)
    {
        string server = StatusErrors.Server(connection);
        string host = connection.Server.IdnHost;
        switch (thrown)
        {
            case KubernetesException known:
                return known;
            case HttpRequestException http when Inner<ServerCertificateException>(http) is { } certificate:
                return new(KubernetesError.Tls, $"{server} is not trusted: {certificate.Message}", http);
            case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } http:
                return new(KubernetesError.Unreachable,
                    $"cannot reach {server}: there is no host '{ProxyAddress.Of(connection)?.Address.IdnHost ?? host}'; check the name, DNS and VPN, or choose another --context", http);
            case HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } http:
                return new(KubernetesError.Unreachable,
                    $"cannot reach {server}: the proxy {ProxyAddress.Of(connection)} will not connect to it ({OneLine(http)}); check proxy-url, HTTPS_PROXY and NO_PROXY", http);
            case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } http:
                return new(KubernetesError.Tls, $"no TLS with {server}: {TlsWords(http)}", http);
            case HttpRequestException http when Inner<SocketException>(http) is { } socket:
                return new(KubernetesError.Unreachable, $"cannot reach {server}{Through(connection)}: {SocketWords(socket)}", http);
            case HttpRequestException or IOException or InvalidDataException:
                return new(KubernetesError.Protocol, $"the answer of {server} is broken or broke off: {OneLine(thrown)}; try again", thrown);
            default:
                return null;
        }
    }

    /// <summary>The error for no answer in time.</summary>
    public static KubernetesException TimedOut(KubeConnection connection, TimeSpan after, Exception? thrown) => new(
        KubernetesError.Unreachable,
        $"no answer from {StatusErrors.Server(connection)}{Through(connection)} within {after.TotalSeconds:0.#} s; check the network (VPN, firewall, proxy), or choose another --context",
        thrown);

    /// <summary>True when the same request may well succeed a moment later.</summary>
    public static bool MayPass(Exception thrown) => thrown switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } => false,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } http => Inner<SocketException>(http)?.SocketErrorCode == SocketError.ConnectionReset,
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => false,
        HttpRequestException or IOException or InvalidDataException => true,
        _ => false,
    };

    private static string SocketWords(SocketException socket) => socket.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused; is the cluster running, and is it the right --context?",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "there is no such host; check the name, DNS and VPN",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown =>
            "there is no way to it on this network; check VPN and routes",
        SocketError.TimedOut => "no answer; check the network (VPN, firewall, proxy)",
        SocketError.ConnectionReset => "the connection was reset; try again, or look whether something stands between",
        _ => socket.Message.TrimEnd('.'),
    };

    private static string TlsWords(HttpRequestException http)
    {
        Exception inner = http;
        while (inner.InnerException is { } below)
            inner = below;
        // OpenSSL's alert when the server refuses our certificate, or wants one.
        if (inner.Message.Contains("alert", StringComparison.OrdinalIgnoreCase) || inner.Message.Contains("sslv3", StringComparison.OrdinalIgnoreCase))
            return $"the server refused the handshake ({OneLine(inner)}); is the client certificate the right one, and still valid?";
        return inner switch
        {
            AuthenticationException when inner.Message.Contains("frame", StringComparison.OrdinalIgnoreCase) =>
                "what answers does not speak TLS; is the port right, or is it http://?",
            IOException => "the connection broke off during the handshake; is the port right, does the server want a client certificate?",
            _ => $"{OneLine(inner)}; is the port right, and does the server speak TLS?",
        };
    }

    private static string Through(KubeConnection connection) =>
        ProxyAddress.Of(connection) is { } proxy ? $" through the proxy {proxy}" : "";

    private static T? Inner<T>(Exception thrown)
        where T : Exception
    {
        for (Exception? one = thrown; one is not null; one = one.InnerException)
        {
            if (one is T found)
                return found;
        }

        return null;
    }

    private static string OneLine(Exception thrown) =>
        string.Join(' ', thrown.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
