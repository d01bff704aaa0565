using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The API server refuses to make pods of a workload, and goes on refusing.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Maker">The controller whose request is refused.</param>
/// <param name="Problem">Who refuses.</param>
/// <param name="Message">What the API server says, without the name of the pod.</param>
/// <param name="Evidence">Where it says so.</param>
/// <param name="Since">Since when.</param>
/// <param name="Missing">Pods that are missing because of it; 0 when not told by a number.</param>
internal sealed record AdmissionRefusal(
    Workload Workload, ObjectRef Maker, AdmissionProblem Problem, string Message, Evidence Evidence, DateTimeOffset? Since, int Missing)
{
    /// <summary>The workload as what suffers.</summary>
    public Effect Effect => new(Workload.Ref, Missing > 0 ? $"{MissingText} cannot be made" : "its pods cannot be made", "is refused by the API server");

    /// <summary><c>2 pods</c>, <c>a pod</c>, or <c>pods</c>.</summary>
    public string MissingText => Missing switch { 0 => "pods", 1 => "a pod", _ => $"{Missing} pods" };
}
