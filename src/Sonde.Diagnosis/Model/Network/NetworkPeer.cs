namespace Sonde.Diagnosis.Model.Network;

/// <summary>Somebody at the other end, as a NetworkPolicy describes it.</summary>
/// <param name="Pods">Chooses pods by label; null: all of the namespaces that are chosen.</param>
/// <param name="Namespaces">Chooses namespaces by label; null: the policy's own.</param>
/// <param name="Cidr">A range of addresses instead; empty for none.</param>
/// <param name="Except">Parts of the range that do not count.</param>
public sealed record NetworkPeer(LabelSelector? Pods, LabelSelector? Namespaces, string Cidr, IReadOnlyList<string> Except);
