using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A line at the end of a log in which a program complains of something that it calls, and has not got over.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container.</param>
/// <param name="Kind">What it complains of.</param>
/// <param name="Line">The line.</param>
/// <param name="Path">Its log.</param>
internal sealed partial record Complaint(Workload Workload, Pod Pod, string Container, ComplaintKind Kind, string Line, string Path)
{
    // A program that goes on complaining does so at the end of its log; what stands further up was got over.
    private const int Tail = 5;
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    /// <summary>The line as evidence.</summary>
    public Evidence Evidence => new(Pod.Ref, Path, LogExcerpt.Shorten(Line), null);

    /// <summary>The container fails: it is not ready.</summary>
    public bool IsFailing => Pod.StatusOf(Container) is not { IsReady: true };

    /// <summary>The complaints of a workload, one of each kind and container: the last.</summary>
    public static IEnumerable<Complaint> Of(Workload workload, RuleContext context)
    {
        foreach (var log in RunningLogs.Lines(workload, context).GroupBy(line => (line.Pod.Ref, line.Container)))
        {
            var last = new Dictionary<ComplaintKind, (Complaint Complaint, int Count)>();
            int fromEnd = 0;
            foreach ((Pod pod, string container, string line, string path) in log.Reverse())
            {
                fromEnd++;
                if (Classify(line) is not { } kind)
                {
                    if (Recovery().IsMatch(line))
                        break;
                }
                else if (last.TryGetValue(kind, out (Complaint Complaint, int Count) known))
                {
                    last[kind] = known with { Count = known.Count + 1 };
                }
                else if (!IsOld(line, context.Now) && (fromEnd <= Tail || pod.StatusOf(container) is not { IsReady: true }))
                {
                    last[kind] = (new Complaint(workload, pod, container, kind, line, path), 1);
                }
            }

            // A program that is well and complained once may never have to say that it got over it.
            foreach ((Complaint complaint, int count) in last.Values.Where(one => one.Count > 1 || one.Complaint.IsFailing))
                yield return complaint;
        }
    }

    /// <summary>What a line complains of; null for none. The words are those of the drivers and servers themselves.</summary>
    public static ComplaintKind? Classify(string line) =>
        Credentials().IsMatch(line) ? ComplaintKind.Credentials
        : ReadOnly().IsMatch(line) ? ComplaintKind.ReadOnly
        : Exhausted().IsMatch(line) ? ComplaintKind.Exhausted
        : Name().IsMatch(line) ? ComplaintKind.Name
        : Unreachable().IsMatch(line) ? ComplaintKind.Unreachable
        : null;

    /// <summary>
    /// What it complains of: the Service that the line names by a host, a port of it or its address; the only one that the
    /// workload is given, when the line names none at all.
    /// </summary>
    public (Service? Service, string Host, int Port) Target(RuleContext context)
    {
        string space = Workload.Ref.Namespace;
        (ObjectRef Service, HostReference Host)[] given = [.. context.CalledBy(Workload)];
        foreach ((ObjectRef name, HostReference host) in given)
        {
            if (HasWord(Line, host.Host))
                return (context.Find(name) as Service, host.Host, PortOf(host.Host));
        }

        foreach ((string host, int port) in HostReferences.Hosts(Line, isCommand: true))
        {
            if (context.Resolve(host, space) is { } service)
                return (service, host, port);
            if (ClusterName.Of(host, space, context) is not null ? port > 0 || host.Contains(".svc", StringComparison.Ordinal) : host.Contains('.'))
                return (null, host, port);
        }

        if (Quoted().Match(Line) is { Success: true } quoted)
            return (context.Resolve(quoted.Groups["host"].Value.ToLowerInvariant(), space), quoted.Groups["host"].Value.ToLowerInvariant(), 0);
        foreach (Match address in Address().Matches(Line))
        {
            if (context.ServiceAt(address.Groups["ip"].Value) is { } service)
                return (service, address.Groups["ip"].Value, address.Groups["port"].Success ? int.Parse(address.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture) : 0);
        }

        // An address that no Service has may be anybody's.
        ObjectRef[] only = [.. given.Select(one => one.Service).Distinct()];
        return only.Length == 1 && !Address().IsMatch(Line) ? (context.Find(only[0]) as Service, given[0].Host.Host, 0) : (null, "", 0);
    }

    /// <summary>Whether a line says itself that it was written long ago.</summary>
    private static bool IsOld(string line, DateTimeOffset now) => Written().Match(line) is { Success: true } written
        && DateTimeOffset.TryParse(written.Value, System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset time) && now - time > Lately;

    private int PortOf(string host) => HostReferences.Hosts(Line, isCommand: true).FirstOrDefault(one => one.Host == host).Port;

    private static bool HasWord(string line, string word)
    {
        for (int at = line.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = line.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            bool begins = at == 0 || !IsNameCharacter(line[at - 1]);
            int end = at + word.Length;
            if (begins && (end == line.Length || !IsNameCharacter(line[end])))
                return true;
        }

        return false;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    [GeneratedRegex(
        @"(password|sasl|scram|peer|ident|md5|gssapi) authentication failed|authentication failed|Access denied for user|WRONGPASS|NOAUTH\b|invalid username-password pair|"
        + @"SaslAuthenticationException|ACCESS_REFUSED|Login failed for user|AuthenticationFailed|no pg_hba\.conf entry|invalid password|ORA-01017|role ""[^""]+"" does not exist|Authentication error",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Credentials();

    [GeneratedRegex(
        @"too many clients already|too many connections|connection slots are reserved|max number of clients reached|OOM command not allowed|connection limit exceeded|"
        + @"too_many_connections|max_connections|No space left on device|could not extend file|disk (is )?full|flood.?stage (disk )?watermark|ORA-00020|ORA-12516|too many open connections",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Exhausted();

    [GeneratedRegex(
        @"read-only transaction|READONLY You can't write|--(super-)?read-only option|NotWritablePrimary|not (master|primary) and (secondaryOk|slaveOk)|NotPrimaryNoSecondaryOk|"
        + @"index read-only / allow delete|database is (in )?(the )?read.only( mode| state)?|in recovery mode, writes|cannot execute \w+ during recovery|super_read_only",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ReadOnly();

    [GeneratedRegex(
        @"Temporary failure in name resolution|no such host|Name or service not known|could not translate host name|ENOTFOUND|EAI_AGAIN|getaddrinfo (failed|error)|"
        + @"nodename nor servname|server misbehaving|UnknownHostException|could not resolve host|bad address|Name does not resolve|lookup \S+.*(i/o timeout|connection refused)|NameResolutionError",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"connection refused|ECONNREFUSED|connection reset|ECONNRESET|i/o timeout|ETIMEDOUT|(connection|connect|dial|request) timed? ?out|ConnectTimeout|no route to host|EHOSTUNREACH|"
        + @"network is unreachable|connection was refused|actively refused|failed to connect to|could not connect to server",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Unreachable();

    // A program that says it is connected has got over what it said before.
    [GeneratedRegex(@"\b(re-?connected|connected to|connection (re-?)?established|successfully connected|recovered|is back)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Recovery();

    // connection to server at "db", port 5432; could not translate host name "db"; lookup db on 10.96.0.10:53; getaddrinfo ENOTFOUND db
    [GeneratedRegex(@"(server at|host name|resolve host:?|lookup|ENOTFOUND|EAI_AGAIN|UnknownHostException:?|bad address)\s+[""']?(?<host>[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9])", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", RegexOptions.ExplicitCapture)]
    private static partial Regex Written();

    [GeneratedRegex(@"\b(?<ip>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(:(?<port>\d{1,5}))?\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Address();
}
