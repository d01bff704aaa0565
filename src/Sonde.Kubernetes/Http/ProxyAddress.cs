using System.Net;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Http;

/// <summary>Where a proxy is, and what it wants to know; the password never stands in the address, which ends up in messages.</summary>
/// <param name="Address">Its address without user and password.</param>
/// <param name="Credentials">User and password; null for none.</param>
internal sealed record ProxyAddress(Uri Address, NetworkCredential? Credentials)
{
    /// <summary>The proxy that a connection uses; null for none.</summary>
    /// <exception cref="KubernetesException">Its address is none.</exception>
    public static ProxyAddress? Of(KubeConnection connection) => connection.Cluster.ProxyUrl is { } url
        ? Parse(url, $"proxy-url of cluster '{connection.ClusterName}'")
        : new EnvironmentProxies(connection.Environment).For(connection.Server);

    /// <summary>Reads an address.</summary>
    /// <param name="text">As written; without a scheme it is an http proxy.</param>
    /// <param name="where">Who says so, for the error.</param>
    /// <exception cref="KubernetesException">It is no address of a proxy.</exception>
    public static ProxyAddress Parse(string text, string where)
    {
        string full = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        // .NET lets the proxy resolve names for socks5 already, which is what socks5h asks for.
        if (full.StartsWith("socks5h://", StringComparison.OrdinalIgnoreCase))
            full = "socks5" + full["socks5h".Length..];
        if (!Uri.TryCreate(full, UriKind.Absolute, out Uri? address) || address.Host.Length == 0
            || address.Scheme is not ("http" or "https" or "socks5" or "socks4" or "socks4a"))
        {
            throw new KubernetesException(KubernetesError.Configuration, $"{where} is no address of a proxy (http, https or socks5)");
        }

        if (address.UserInfo.Length == 0)
            return new ProxyAddress(address, null);
        string[] parts = address.UserInfo.Split(':', 2);
        return new ProxyAddress(
            new UriBuilder(address) { UserName = "", Password = "" }.Uri,
            new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : ""));
    }

    /// <summary>For messages.</summary>
    public override string ToString() => $"{Address.Scheme}://{Address.Host}:{Address.Port}";
}
