using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Model;

/// <summary>Host names in ConfigMaps that a container is given: as variables, or as files.</summary>
internal static partial class ConfigHosts
{
    // kube-controller-manager puts it into every namespace, and the kubelet into every pod; it holds a certificate.
    private const string RootCertificate = "kube-root-ca.crt";

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>The host names, each with its key and ConfigMap.</summary>
    /// <param name="container">The container.</param>
    /// <param name="spec">Its pod.</param>
    /// <param name="space">The pod's namespace.</param>
    /// <param name="cluster">Where the ConfigMaps are.</param>
    public static IEnumerable<HostReference> Of(Container container, PodSpec spec, string space, Cluster cluster)
    {
        foreach (EnvVar variable in container.Env)
        {
            if (variable.From is { Kind: "ConfigMap", Keys: [{ } key] } from && MapOf(from, space, cluster)?.Data.TryGetValue(key, out string? value) == true)
            {
                foreach ((string host, int port) in HostReferences.Hosts(value, isCommand: false))
                    yield return Reference(host, port, container, $"{variable.Name} of ConfigMap {from.Name}");
            }
        }

        foreach (KeyRef whole in container.EnvFrom)
        {
            foreach ((string name, string value) in MapOf(whole, space, cluster)?.Data ?? None)
            {
                foreach ((string host, int port) in HostReferences.Hosts(value, isCommand: false))
                    yield return Reference(host, port, container, $"{name} of ConfigMap {whole.Name}");
            }
        }

        foreach (KeyRef files in spec.Volumes.Where(volume => container.Mounts.Any(mount => mount.Volume == volume.Name)).SelectMany(volume => volume.Refs))
        {
            foreach ((string name, string text) in MapOf(files, space, cluster)?.Data ?? None)
            {
                if (files.Keys.Count > 0 && !files.Keys.Contains(name))
                    continue;
                foreach ((string host, int port) in InFile(text))
                    yield return Reference(host, port, container, $"file {name} of ConfigMap {files.Name}");
            }
        }
    }

    /// <summary>In a file only what a port, a scheme or a key like <c>host:</c> marks as a host counts.</summary>
    private static IEnumerable<(string Host, int Port)> InFile(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            // Comments of most formats; a URL's fragment has no blank before it.
            string told = line.TrimStart();
            if (told.Length == 0 || told[0] is '#' or ';' || told.StartsWith("//", StringComparison.Ordinal))
                continue;
            foreach ((string host, int port) in HostReferences.Hosts(told, isCommand: true))
                yield return (host, port);
            if (Key().Match(told) is { Success: true } named)
                yield return (named.Groups["host"].Value.ToLowerInvariant(), 0);
        }
    }

    private static ConfigMap? MapOf(KeyRef reference, string space, Cluster cluster) =>
        reference.Kind == "ConfigMap" && reference.Name != RootCertificate ? cluster.Find<ConfigMap>("ConfigMap", space, reference.Name) : null;

    private static HostReference Reference(string host, int port, Container container, string where) =>
        new(host, port, container.Name, where) { IsOfMap = true };

    [GeneratedRegex("""(^|[\s"'_.-])(host|hostname|addr|address|server|upstream|backend|endpoint)["']?\s*[:=]\s*["']?(?<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?)["']?\s*[,;]?\s*$""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Key();
}
