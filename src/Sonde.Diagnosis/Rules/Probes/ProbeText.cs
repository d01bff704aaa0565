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
        _ => $"command '{string.Join(' ', probe.Command)}'",
    };

    /// <summary>A patch of the workload's template that changes one probe.</summary>
    public static string Patch(ProbeTrouble trouble, string change) =>
        $"spec: {{template: {{spec: {{containers: [{{name: {trouble.Container.Name}, {trouble.Kind}Probe: {{{change}}}}}]}}}}}}";
}
