using System.Globalization;
using Sonde.Kubernetes.Http;

namespace Sonde.Kubernetes.Logs;

/// <summary>Which part of a container's log is wanted (<c>PodLogOptions</c>).</summary>
public sealed record LogOptions
{
    /// <summary>The container; null for a pod's only one.</summary>
    public string? Container { get; init; }

    /// <summary>The log of the container's previous run, if it was restarted.</summary>
    public bool Previous { get; init; }

    /// <summary>Only lines from this time on; null for all. The server counts whole seconds.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only so many lines of the end; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>At most so many bytes from where the result begins; null for no limit.</summary>
    public int? LimitBytes { get; init; }

    /// <summary>Every line begins with its time.</summary>
    public bool Timestamps { get; init; }

    internal ApiPath Path(string inNamespace, string pod, bool follow)
    {
        return new ApiPath("/api/v1/namespaces").Segment(inNamespace).Segment("pods").Segment(pod).Segment("log")
            .With("container", Container)
            .With("previous", Previous ? "true" : null)
            .With("sinceTime", Since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            .With("tailLines", Text(Tail))
            .With("limitBytes", Text(LimitBytes))
            .With("timestamps", Timestamps ? "true" : null)
            .With("follow", follow ? "true" : null);

        static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
    }

    internal string What(string inNamespace, string pod) =>
        $"read the {(Previous ? "previous " : "")}log of pod {inNamespace}/{pod}{(Container is null ? "" : $", container {Container}")}";
}
