namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A taint that a pod puts up with.</summary>
/// <param name="Key">The taint's key; empty with <c>Exists</c>: all.</param>
/// <param name="Operator"><c>Equal</c> (also when empty) or <c>Exists</c>.</param>
/// <param name="Value">The taint's value, for <c>Equal</c>.</param>
/// <param name="Effect">The taint's effect; empty: all.</param>
public sealed record Toleration(string Key, string Operator, string Value, string Effect)
{
    /// <summary>Whether the pod puts up with a taint (k8s.io/api core/v1 toleration.go).</summary>
    public bool Tolerates(string key, string value, string effect) =>
        (Effect.Length == 0 || Effect == effect)
        && (Key.Length == 0 ? Operator == "Exists" : Key == key)
        && (Operator == "Exists" || (Operator is "" or "Equal" && Value == value));
}
