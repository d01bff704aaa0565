using System.Net;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Http;

/// <summary>
/// The proxies of the environment as Go's programs read them (golang.org/x/net/http/httpproxy): <c>HTTPS_PROXY</c> or
/// <c>HTTP_PROXY</c> by the address's scheme, and <c>NO_PROXY</c> with host names, domains, addresses and address ranges.
/// .NET's own reading knows no ranges.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    private readonly Uri? _https;
    private readonly Uri? _http;
    private readonly string[] _direct;

    /// <summary>Reads the variables; the names in small letters win.</summary>
    /// <exception cref="KubernetesException">A proxy's address is none.</exception>
    public EnvironmentProxy(KubeEnvironment environment)
    {
        _https = Address(environment, "HTTPS_PROXY");
        _http = Address(environment, "HTTP_PROXY");
        _direct = (Value(environment, "NO_PROXY") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <summary>A proxy's address; with its user and password, if the text holds them.</summary>
    /// <param name="text">As written.</param>
    /// <param name="where">Who says so, for the error.</param>
    /// <exception cref="KubernetesException">It is no address of a proxy.</exception>
    public static Uri Parse(string text, string where)
    {
        string full = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(full, UriKind.Absolute, out Uri? address) && address.Host.Length > 0
            && address.Scheme is "http" or "https" or "socks5" or "socks5h" or "socks4" or "socks4a"
                // .NET resolves names at the proxy for socks5 already, which is what socks5h asks for.
                ? address.Scheme == "socks5h" ? new Uri("socks5" + full["socks5h".Length..]) : address
                : throw new KubernetesException(KubernetesError.Configuration, $"{where}: '{text}' is no address of a proxy (http, https or socks5)");
    }

    /// <summary>User and password that stand in a proxy's address; null when none do.</summary>
    public static NetworkCredential? CredentialsOf(Uri proxy)
    {
        string[] parts = proxy.UserInfo.Split(':', 2);
        return proxy.UserInfo.Length == 0
            ? null
            : new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : For(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => For(host) is null || IsDirect(host);

    private Uri? For(Uri host) => host.Scheme == Uri.UriSchemeHttps ? _https : _http;

    private bool IsDirect(Uri destination)
    {
        string host = destination.IdnHost.Trim('[', ']');
        _ = IPAddress.TryParse(host, out IPAddress? address);
        if (host == "localhost" || (address is not null && IPAddress.IsLoopback(address)))
            return true;
        foreach (string entry in _direct)
        {
            if (entry == "*" || Matches(entry, host, address, destination.Port))
                return true;
        }

        return false;
    }

    private static bool Matches(string entry, string host, IPAddress? address, int port)
    {
        if (address is not null && IPNetwork.TryParse(entry, out IPNetwork network))
            return network.Contains(address);
        // "host:port" and "[v6]:port" speak of that port only; a bare v6 address has no port.
        if (!IPAddress.TryParse(entry, out _) && entry.LastIndexOf(':') is int colon and > 0
            && int.TryParse(entry.AsSpan(colon + 1), out int only))
        {
            if (only != port)
                return false;
            entry = entry[..colon].Trim('[', ']');
        }

        if (IPAddress.TryParse(entry, out IPAddress? one))
            return one.Equals(address);
        string domain = entry.TrimStart('*').TrimStart('.');
        return domain.Length > 0
            && ((!entry.StartsWith('.') && !entry.StartsWith('*') && host.Equals(domain, StringComparison.OrdinalIgnoreCase))
                || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
    }

    private static Uri? Address(KubeEnvironment environment, string name) =>
        Value(environment, name) is { } text ? Parse(text, name) : null;

    private static string? Value(KubeEnvironment environment, string name)
    {
#pragma warning disable CA1308 // the variables' names, not text to compare
        string? small = environment.Variable(name.ToLowerInvariant());
#pragma warning restore CA1308
        return !string.IsNullOrEmpty(small) ? small : environment.Variable(name) is { Length: > 0 } large ? large : null;
    }
}
