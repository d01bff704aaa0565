using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>Probes in words.</summary>
internal static class ProbeText
{
    /// <summary>What a probe asks: <c>GET :8080/ready</c>.</summary>
    public static string Question(Probe probe) => probe.Handler switch
    {
        ProbeHandler.Http => $"GET {(probe.Scheme == "HTTPS" ? "https " : "")}:{probe.Port}{probe.Path}",
        ProbeHandler.Tcp => $"TCP :{probe.Port}",
        ProbeHandler.Grpc => $"gRPC :{probe.Port}",
        _ => $"command '{LogExcerpt.Shorten(string.Join(' ', probe.Command))}'",
    };

    /// <summary>The question with its times.</summary>
    public static string Full(Probe probe) =>
        $"{Question(probe)}, initialDelaySeconds {probe.InitialDelay}, periodSeconds {probe.Period}, timeoutSeconds {probe.Timeout}, failureThreshold {probe.FailureThreshold}";

    /// <summary>A change of the probe that fails.</summary>
    public static Remedy Change(ProbeTrouble trouble, string text, string fields) =>
        PodChange.OfContainer(trouble.Workload, trouble.Pod, trouble.Container, text, $"{trouble.Kind}Probe: {{{fields}}}");

    /// <summary>The name under which a patch changes what a probe asks.</summary>
    public static string Field(Probe probe) => probe.Handler switch
    {
        ProbeHandler.Http => "httpGet",
        ProbeHandler.Tcp => "tcpSocket",
        ProbeHandler.Grpc => "grpc",
        _ => "exec",
    };
}
