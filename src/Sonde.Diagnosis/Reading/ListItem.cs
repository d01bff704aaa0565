using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Diagnosis.Reading;

/// <summary>Items of lists as the API server gives them: without kind and version.</summary>
internal static class ListItem
{
    /// <summary>The item as an object that stands alone.</summary>
    /// <param name="item">An object.</param>
    /// <param name="apiVersion">Group and version of its list.</param>
    /// <param name="kind">Kind of the list's items.</param>
    public static JsonDocument WithKind(JsonElement item, string apiVersion, string kind)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", apiVersion);
            writer.WriteString("kind", kind);
            foreach (JsonProperty property in item.EnumerateObject().Where(property => property.Name is not ("apiVersion" or "kind")))
            {
                writer.WritePropertyName(property.Name);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory, YamlJson.ReadOptions);
    }
}
