namespace Sonde.Diagnosis.Model.Policy;

/// <summary>One metric of a HorizontalPodAutoscaler.</summary>
/// <param name="Type"><c>Resource</c>, <c>ContainerResource</c>, <c>Pods</c>, <c>Object</c> or <c>External</c>.</param>
/// <param name="Name">The resource or the metric.</param>
/// <param name="Container">The container, for <c>ContainerResource</c>; empty: all of the pod.</param>
/// <param name="Utilization">The target, in percent of the request; null when the target is an amount.</param>
/// <param name="CurrentUtilization">What was last measured, in percent of the request; null when nothing was.</param>
public sealed record ScalingMetric(string Type, string Name, string Container, int? Utilization, int? CurrentUtilization);
