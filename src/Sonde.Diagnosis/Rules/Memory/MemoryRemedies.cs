using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rules;

/// <summary>What helps a container that runs out of memory.</summary>
internal static class MemoryRemedies
{
    public static IReadOnlyList<Remedy> Of(ContainerFailure failure, Quantity limit, HeapSetting? tooLarge)
    {
        // Twice the limit is a first step that shows whether it is a question of size or of a leak.
        string doubled = Quantity.FormatBytes(limit.Value * 2);
        var remedies = new List<Remedy>();
        if (tooLarge is not null)
            remedies.Add(new Remedy($"lower {tooLarge.Name} to at most three quarters of the limit: threads, code and buffers need the rest", null, null, IsDisruptive: true));
        remedies.Add(PodChange.OfContainer(
            failure.Workload, failure.Pod, failure.Container,
            $"raise the limit to {doubled}, and see whether it stays below", $"resources: {{limits: {{memory: {doubled}}}}}"));
        return remedies;
    }
}
