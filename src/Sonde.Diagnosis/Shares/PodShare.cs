using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Shares;

/// <summary>What the pods of one workload add to <see cref="PodSums"/>.</summary>
/// <param name="workload">The workload.</param>
/// <param name="first">The number of its first pod.</param>
/// <param name="calls">The Services that it names.</param>
internal sealed class PodShare(Workload workload, long first, ObjectRef[] calls)
{
    /// <summary>The workload.</summary>
    public Workload Workload => workload;

    /// <summary>The Services that it names.</summary>
    public IReadOnlyList<ObjectRef> Calls => calls;

    /// <summary>How many of its pods are well.</summary>
    public int Well { get; private set; }

    /// <summary>How many are not.</summary>
    public int Unwell { get; private set; }

    /// <summary>By a trait's place, the pods that are well and have it.</summary>
    public (int Place, TraitSum Sum)[] OfWell { get; private set; } = [];

    /// <summary>By a trait's place, the pods that are not and have it.</summary>
    public (int Place, TraitSum Sum)[] OfUnwell { get; private set; } = [];

    /// <summary>Both.</summary>
    public IEnumerable<(int Place, TraitSum Sum)> All => OfWell.Concat(OfUnwell);

    /// <summary>What tells a pod from all others, by its place in the workload.</summary>
    public long NumberOf(int pod) => first + pod;

    /// <summary>Counts a pod.</summary>
    public void Count(bool fails)
    {
        if (fails)
            Unwell++;
        else
            Well++;
    }

    /// <summary>Notes what its pods have.</summary>
    public void Fill(Dictionary<int, TraitSum> ofWell, Dictionary<int, TraitSum> ofUnwell)
    {
        OfWell = [.. ofWell.Select(pair => (pair.Key, pair.Value))];
        OfUnwell = [.. ofUnwell.Select(pair => (pair.Key, pair.Value))];
    }
}
