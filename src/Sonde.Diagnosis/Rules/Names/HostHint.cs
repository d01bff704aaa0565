using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Rules;

/// <summary>Whether a word in a value is meant as the name of a host to connect to.</summary>
internal static partial class HostHint
{
    // Schemes whose authority is no host of a network: buckets, files, sockets, images.
    private static readonly HashSet<string> NoHost = new(StringComparer.OrdinalIgnoreCase)
        { "s3", "s3a", "gs", "az", "abfs", "abfss", "wasb", "wasbs", "file", "unix", "docker", "docker-archive", "oci", "containerd", "vault", "secret", "arn", "urn", "classpath", "jar", "data", "mem", "memory", "sqlite" };

    /// <summary>How sure it is: 0 no, 1 the variable's name alone says so, 2 a scheme, a user or a port beside it says so as well.</summary>
    public static int Strength(GivenValue given, string host, int port)
    {
        if (given.IsVariable && OwnName().IsMatch(given.Name))
            return 0;
        string scheme = SchemeOf(given.Value, host);
        if (scheme.Length > 0)
            return NoHost.Contains(scheme) ? 0 : 2;
        if (!given.IsVariable)
            return port > 0 ? 1 : 0;
        // redis:7 is an image with its tag.
        if (ImageName().IsMatch(given.Name))
            return 0;
        bool isNamed = Name().IsMatch(given.Name);
        return port > 0 ? isNamed || LooseName().IsMatch(given.Name) ? 2 : 0 : isNamed ? 1 : 0;
    }

    /// <summary>The scheme before a host; empty for none. Of <c>jdbc:postgresql://db</c> the last part.</summary>
    public static string SchemeOf(string value, string host)
    {
        int at = value.IndexOf(host, StringComparison.OrdinalIgnoreCase);
        int end = at < 0 ? -1 : value.LastIndexOf("://", at, StringComparison.Ordinal);
        // The authority ends with the next slash: in http://a/b the b is no host.
        if (end < 0 || value.AsSpan(end + 3, at - end - 3).IndexOfAny('/', '?', '#') >= 0)
            return "";
        int start = end;
        while (start > 0 && (char.IsAsciiLetterOrDigit(value[start - 1]) || value[start - 1] is '+' or '-' or '.'))
            start--;
        return value[start..end];
    }

    [GeneratedRegex("(^|[_.-])(HOST|HOSTS|HOSTNAME|ADDR|ADDRS|ADDRESS|ADDRESSES|URL|URLS|URI|ENDPOINT|ENDPOINTS|DSN)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex("(^|[_.-])(SERVERS?|BROKERS?|UPSTREAMS?|BACKENDS?|PEERS?|SERVICES?|NODES|TARGETS?|CONNECT|CONNECTION|CLUSTER|DB|DATABASE|REDIS|KAFKA|ZOOKEEPER)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex LooseName();

    // What a program calls itself, or lets in, is nobody that it calls.
    [GeneratedRegex("^(HOSTNAME|HOST|NODE_NAME)$|ALLOWED|VIRTUAL|PUBLIC|TRUSTED|BIND|LISTEN|ORIGIN|COOKIE|ADVERTISE|ROOT_HOST", RegexOptions.IgnoreCase)]
    private static partial Regex OwnName();

    [GeneratedRegex("IMAGE|REGISTRY|REPOSITORY", RegexOptions.IgnoreCase)]
    private static partial Regex ImageName();
}
