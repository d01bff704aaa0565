using System.Net;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Lists;
using Sonde.Linux.Text;
using Sonde.Places;
using Sonde.Places.Pods;

namespace Sonde.Cli.Pods;

/// <summary>What a user may have meant whose object the cluster does not have.</summary>
/// <param name="client">The cluster.</param>
internal sealed class NamesInCluster(KubernetesClient client)
{
    private const int MaxNear = 3;

    /// <summary>Whether the cluster said that what was asked for is not there.</summary>
    public static bool IsMissing(KubernetesException error) => error.Status == (int)HttpStatusCode.NotFound;

    /// <summary>The error for a target that is not there: with the names most like it, or those that there are.</summary>
    /// <param name="target">What was named.</param>
    /// <param name="inNamespace">Where; null for what has no namespace.</param>
    /// <param name="error">What the cluster said; returned when names may not be listed.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Exception> ExplainAsync(PodTarget target, string? inNamespace, KubernetesException error, CancellationToken cancel)
    {
        List<string> names = [];
        try
        {
            await foreach (ResourcePage page in client.Lists.ReadAsync(new ListRequest(target.Kind.Resource) { Namespace = inNamespace }, cancel))
            {
                using (page)
                    names.AddRange(page.Items.Select(item => item.Object("metadata")?.Text("name")).OfType<string>());
            }
        }
        catch (KubernetesException)
        {
            return error; // to look for others is a kindness: without the right to list there is none
        }

        string where = inNamespace is null ? "" : $" in namespace {inNamespace}";
        return new PlaceException($"there is no {target}{where}: {Advice(target.Name, names, inNamespace is not null)}", error);
    }

    /// <summary>What to do next.</summary>
    internal static string Advice(string wanted, IReadOnlyList<string> names, bool isNamespaced)
    {
        if (names.Count == 0)
            return isNamespaced ? "it has none of that kind; -n names another namespace" : "the cluster has none";
        // The names of a workload's pods end in letters that nobody types: their beginnings are compared as well.
        ILookup<string, string> starts = names.ToLookup(name => name[..Math.Min(name.Length, wanted.Length)]);
        string[] near = [.. NearestNames.Find(wanted, names, MaxNear).Concat(NearestNames.Find(wanted, starts.Select(start => start.Key), MaxNear).SelectMany(start => starts[start])).Distinct().Take(MaxNear)];
        return near.Length > 0
            ? $"did you mean {string.Join(" or ", near)}?"
            : $"there {(names.Count == 1 ? "is" : "are")} {string.Join(", ", names.Order(StringComparer.Ordinal).Take(MaxNear))}{(names.Count > MaxNear ? $" and {names.Count - MaxNear} more" : "")}";
    }
}
