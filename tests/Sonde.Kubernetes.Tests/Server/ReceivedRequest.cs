namespace Sonde.Kubernetes.Tests.Server;

/// <summary>A request as the server got it.</summary>
internal sealed record ReceivedRequest(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    public string? Header(string name) =>
        Headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault();

    public string? Query(string name) =>
        System.Web.HttpUtility.ParseQueryString(Target.Contains('?') ? Target[(Target.IndexOf('?') + 1)..] : "")[name];
}
