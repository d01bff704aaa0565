using System.Text.Json;

namespace Sonde.Kubernetes;

/// <summary>Reads fields of server answers; a field that is absent or of the wrong type is null, never an exception.</summary>
public static class JsonFields
{
    /// <summary>A text field; null when absent or no text.</summary>
    public static string? Text(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.String } field ? field.GetString() : null;

    /// <summary>An object field; null when absent or no object.</summary>
    public static JsonElement? Object(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.Object } field ? field : null;

    /// <summary>True when the field is there and true.</summary>
    public static bool IsTrue(this JsonElement parent, string name) => parent.Field(name) is { ValueKind: JsonValueKind.True };

    /// <summary>A number field; null when absent or no whole number.</summary>
    public static long? Number(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetInt64(out long number) ? number : null;

    /// <summary>The items of a list field; none when absent or no list.</summary>
    public static JsonElement.ArrayEnumerator Items(this JsonElement parent, string name) =>
        parent.Field(name) is { ValueKind: JsonValueKind.Array } field ? field.EnumerateArray() : default;

    /// <summary>The texts of a list field.</summary>
    public static string[] Texts(this JsonElement parent, string name) =>
        [.. parent.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];

    private static JsonElement? Field(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement field) ? field : null;
}
