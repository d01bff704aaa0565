using System.Net;
using Sonde.Kubernetes.Config;

namespace Sonde.Kubernetes.Http;

/// <summary>
/// The proxies of the environment as Go's programs read them (golang.org/x/net/http/httpproxy): <c>HTTPS_PROXY</c> or
/// <c>HTTP_PROXY</c> by the address's scheme, and <c>NO_PROXY</c> with host names, domains, addresses and address ranges.
/// .NET's own reading knows no ranges.
/// </summary>
/// <param name="environment">The machine.</param>
internal sealed class EnvironmentProxies(KubeEnvironment environment)
{
    /// <summary>The proxy for a server; null when it is to be reached directly.</summary>
    /// <exception cref="KubernetesException">The proxy's address is none.</exception>
    public ProxyAddress? For(Uri server)
    {
        string name = server.Scheme == Uri.UriSchemeHttps ? "https_proxy" : "http_proxy";
        return Value(name) is { } text && !IsDirect(server) ? ProxyAddress.Parse(text, name.ToUpperInvariant()) : null;
    }

    private bool IsDirect(Uri server)
    {
        string host = server.IdnHost.Trim('[', ']');
        _ = IPAddress.TryParse(host, out IPAddress? address);
        if (host == "localhost" || (address is not null && IPAddress.IsLoopback(address)))
            return true;
        foreach (string entry in (Value("no_proxy") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (entry == "*" || Matches(entry, host, address, server.Port))
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

    // The names in small letters win.
    private string? Value(string name) =>
        environment.Variable(name) is { Length: > 0 } small ? small
        : environment.Variable(name.ToUpperInvariant()) is { Length: > 0 } large ? large
        : null;
}
