using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>One end of a connection, as NetworkPolicies see it.</summary>
/// <param name="Labels">Labels of the pod.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Addresses">Its addresses; empty when they are not known.</param>
internal sealed record PolicyEnd(IReadOnlyDictionary<string, string> Labels, string Namespace, IReadOnlyList<string> Addresses)
{
    /// <summary>A pod as an end.</summary>
    public static PolicyEnd Of(Pod pod) => new(pod.Meta.Labels, pod.Ref.Namespace, pod.Addresses);
}
