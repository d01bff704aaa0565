using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>On which ports a pod can be expected to answer.</summary>
internal static class OfferedPorts
{
    /// <summary>Ports that the pod declares; those of init containers that have ended do not count.</summary>
    public static IEnumerable<ContainerPort> Of(Pod pod) => Beside(pod).SelectMany(container => container.Ports);

    /// <summary>Containers that run while the pod serves.</summary>
    public static IEnumerable<Container> Beside(Pod pod) => pod.Spec.Containers.Concat(pod.Spec.InitContainers.Where(container => container.IsSidecar));

    /// <summary>A container declares the port, or is probed there.</summary>
    public static bool Has(Container container, int number) => container.Ports.Any(port => port.Number == number) || Probes(container).Any(probe => probe.Port.Number == number);

    /// <summary>Probes of a container.</summary>
    public static IEnumerable<Probe> Probes(Container container) => ((Probe?[])[container.Readiness, container.Liveness, container.Startup]).OfType<Probe>();

    /// <summary>The program's own log says that it listens there.</summary>
    public static bool Listens(IEnumerable<Pod> pods, int number, RuleContext context) => pods.Take(2).Any(pod => pod.Spec.Containers.Any(container =>
        context.Log(pod.Ref, container.Name)?.Any(line => line.Contains("listen", StringComparison.OrdinalIgnoreCase)
            && line.Contains($"{number}", StringComparison.Ordinal)) == true));
}
