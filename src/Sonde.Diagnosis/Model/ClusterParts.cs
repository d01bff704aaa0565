using Sonde.Diagnosis.Model.Logs;

namespace Sonde.Diagnosis.Model;

/// <summary>What <see cref="ClusterBuilder"/> hands to <see cref="Cluster"/>.</summary>
internal sealed record ClusterParts(
    StepMap<ObjectRef, KubeObject> Objects,
    Dictionary<Type, Array> ByType,
    StepMap<ObjectRef, List<KubeEvent>> Events,
    HashSet<(string Kind, string Namespace)> Known,
    DateTimeOffset Now,
    string ServerVersion,
    ILogStore Logs,
    IReadOnlyList<BlindSpot> BlindSpots,
    IReadOnlyList<Observation> Observations);
