namespace Sonde.Diagnosis.Model;

/// <summary>Maps of names.</summary>
internal static class Maps
{
    /// <summary>Whether two have the same names with the same values.</summary>
    public static bool IsSame<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out T? value) && EqualityComparer<T>.Default.Equals(pair.Value, value));
}
