namespace Sonde.Diagnosis.Model.Pods;

/// <summary>What a container asks for and may use at most.</summary>
/// <param name="Requests">By resource.</param>
/// <param name="Limits">By resource.</param>
public sealed record ResourceNeeds(IReadOnlyDictionary<string, Quantity> Requests, IReadOnlyDictionary<string, Quantity> Limits)
{
    /// <summary>Nothing asked, nothing limited.</summary>
    public static ResourceNeeds None { get; } = new(new Dictionary<string, Quantity>(), new Dictionary<string, Quantity>());

    /// <summary>The request that counts: an absent one takes the limit (kube-apiserver does the same when it stores the pod).</summary>
    public decimal RequestOf(string resource) =>
        Requests.TryGetValue(resource, out Quantity request) ? request.Value
        : Limits.TryGetValue(resource, out Quantity limit) ? limit.Value : 0;
}
