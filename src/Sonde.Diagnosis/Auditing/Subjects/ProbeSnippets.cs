using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>Probes as one line of YAML.</summary>
internal static class ProbeSnippets
{
    /// <summary>A probe that could fit a container: what its other probe asks, or its first port.</summary>
    public static string For(AuditContainer container)
    {
        if ((container.Spec.Readiness ?? container.Spec.Liveness) is { } other)
            return Same(other, "periodSeconds: 10, failureThreshold: 3");
        ContainerPort? port = container.Spec.Ports.FirstOrDefault(one => one.Protocol == "TCP");
        string name = port is null ? "8080" : port.Name.Length > 0 ? port.Name : port.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return port is { Name: var word } && word.StartsWith("grpc", StringComparison.Ordinal)
            ? $"{{grpc: {{port: {port.Number}}}}}"
            : $"{{httpGet: {{path: /healthz, port: {name}}}}}";
    }

    /// <summary>A probe that asks what another asks, with times of its own.</summary>
    public static string Same(Probe probe, string times) => probe.Handler switch
    {
        ProbeHandler.Http => $"{{httpGet: {{path: {probe.Path}, port: {Text(probe.Port)}{(probe.Scheme == "HTTPS" ? ", scheme: HTTPS" : "")}}}, {times}}}",
        ProbeHandler.Tcp => $"{{tcpSocket: {{port: {Text(probe.Port)}}}, {times}}}",
        ProbeHandler.Grpc => $"{{grpc: {{port: {Text(probe.Port)}}}, {times}}}",
        _ => $"{{exec: {{command: [{string.Join(", ", probe.Command.Select(word => $"\"{word.ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}]}}, {times}}}",
    };

    private static string Text(PortRef port) => port.ToString();
}
