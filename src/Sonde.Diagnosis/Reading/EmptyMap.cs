namespace Sonde.Diagnosis.Reading;

/// <summary>The one empty dictionary of a type.</summary>
internal static class EmptyMap<T>
{
    public static IReadOnlyDictionary<string, T> Value { get; } = new Dictionary<string, T>();
}
