using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Snapshots;

/// <summary>
/// Replaces names and addresses, each always by the same other one, so that everything that was equal stays equal: a
/// diagnosis of the redacted snapshot says the same about other names.
/// </summary>
/// <remarks>
/// Names of namespaces, workloads, pods, Services, nodes, ConfigMaps, Secrets and claims, values of labels whose value is
/// such a name, and IPv4 addresses are replaced, wherever they stand as a whole word, also in messages and logs. Names of
/// containers, keys, ports, images and Kubernetes' own names stay: a diagnosis needs them. IPv6 addresses, hosts outside the
/// cluster (of Ingresses, registries) and whatever else logs tell are not recognised, and stay.
/// </remarks>
public sealed partial class Redactor
{
    private static readonly HashSet<string> Public = new(StringComparer.Ordinal)
    {
        "default", "kube-system", "kube-public", "kube-node-lease", "kubernetes", "kube-root-ca.crt", "coredns", "kube-dns", "kube-proxy",
        "metrics-server", "default-scheduler", "localhost",
    };

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private Regex? _pattern;

    /// <summary>Learns the names of a cluster's objects.</summary>
    public Redactor(IEnumerable<ObjectRef> objects)
    {
        foreach (ObjectRef one in objects.Order(ObjectRef.Order))
        {
            if (one.Namespace.Length > 0)
                Learn(one.Namespace, "ns");
            if (Prefix(one.Kind) is { } prefix)
                Learn(one.Name, prefix);
        }
    }

    /// <summary>Replaces in a text.</summary>
    public string Redact(string text)
    {
        _pattern ??= Pattern();
        string named = _names.Count == 0 ? text : _pattern.Replace(text, match => _names[match.Value]);
        return Address().Replace(named, match => IPAddress.TryParse(match.Value, out _) ? AddressOf(match.Value) : match.Value);
    }

    private static string? Prefix(string kind) => kind switch
    {
        "Pod" or "ReplicaSet" or "ControllerRevision" or "Event" or "EndpointSlice" or "Lease" => null,
        "Namespace" => "ns",
        "Deployment" or "StatefulSet" or "DaemonSet" or "Job" or "CronJob" or "ReplicationController" => "app",
        "Service" => "svc",
        "Node" => "node",
        "ConfigMap" => "config",
        "Secret" => "secret",
        "PersistentVolumeClaim" => "claim",
        "PersistentVolume" => "volume",
        "Ingress" => "route",
        "ServiceAccount" => "account",
        _ => null,
    };

    // Two characters are too often part of something else; a word that every program uses would garble messages.
    private void Learn(string name, string prefix)
    {
        const int Shortest = 3;
        if (name.Length < Shortest || Public.Contains(name) || _names.ContainsKey(name) || name.StartsWith("system:", StringComparison.Ordinal))
            return;
        int count = _counts.GetValueOrDefault(prefix) + 1;
        _counts[prefix] = count;
        _names[name] = $"{prefix}-{count.ToString(CultureInfo.InvariantCulture)}";
    }

    private string AddressOf(string address)
    {
        if (address is "0.0.0.0" or "127.0.0.1" or "255.255.255.255")
            return address;
        if (_addresses.TryGetValue(address, out string? known))
            return known;
        int count = _addresses.Count + 1;
        // RFC 2544's range for benchmarks is nobody's network.
        return _addresses[address] = $"198.{18 + (count >> 16 & 1)}.{count >> 8 & 255}.{count & 255}";
    }

    /// <summary>The longest name first, so that <c>shop-web</c> is not taken for <c>shop</c>; a pod's suffix may follow.</summary>
    private Regex Pattern() => new(
        @"(?<![A-Za-z0-9_])(?:" + string.Join('|', _names.Keys.OrderByDescending(name => name.Length).ThenBy(name => name, StringComparer.Ordinal).Select(Regex.Escape))
        + @")(?![A-Za-z0-9_])",
        RegexOptions.CultureInvariant,
        TimeSpan.FromMinutes(1));

    [GeneratedRegex(@"(?<![\w.])\d{1,3}(\.\d{1,3}){3}(?![\w.]*\d)", RegexOptions.ExplicitCapture)]
    private static partial Regex Address();
}
