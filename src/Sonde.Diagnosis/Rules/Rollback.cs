using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>Going back to the revision before, where there is one.</summary>
internal static class Rollback
{
    public static IEnumerable<Remedy> Of(Workload workload)
    {
        if (workload.Ref.Kind is "Deployment" && workload.Parts.Count > 1)
        {
            yield return new Remedy(
                "go back to the revision before until it is repaired",
                $"kubectl rollout undo -n {workload.Ref.Namespace} deployment/{workload.Ref.Name}", null, IsDisruptive: true);
        }
    }
}
