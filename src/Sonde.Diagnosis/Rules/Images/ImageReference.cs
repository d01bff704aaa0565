namespace Sonde.Diagnosis.Rules;

/// <summary>The parts of an image reference (distribution/reference).</summary>
internal static class ImageReference
{
    private const string DockerHub = "docker.io";

    /// <summary>The registry that an image is pulled from: <c>docker.io</c> when the reference names none.</summary>
    public static string RegistryOf(string image)
    {
        int slash = image.IndexOf('/');
        if (slash <= 0)
            return DockerHub;
        string first = image[..slash];
        bool isHost = first.Contains('.') || first.Contains(':') || first == "localhost";
        return !isHost || first == "index.docker.io" ? DockerHub : first;
    }

    /// <summary>Whether pull credentials for a server (<c>https://index.docker.io/v1/</c>, <c>ghcr.io</c>) are for a registry.</summary>
    public static bool IsFor(string server, string registry)
    {
        string host = server;
        int scheme = host.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
            host = host[(scheme + 3)..];
        int slash = host.IndexOf('/');
        if (slash >= 0)
            host = host[..slash];
        return host == registry || (registry == DockerHub && host is "index.docker.io" or "registry-1.docker.io")
            || (host.StartsWith("*.", StringComparison.Ordinal) && registry.EndsWith(host[1..], StringComparison.Ordinal));
    }
}
