using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Snapshots;

/// <summary>
/// Writes an object without what must not leave the cluster: values of Secrets, tokens, the copy of the object that
/// <c>kubectl apply</c> keeps, and bookkeeping that no rule reads.
/// </summary>
public static class SecretFilter
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Writes an object. Of a Secret's data only the keys are kept, and what a rule may know as annotations.</summary>
    public static void Write(JsonElement root, Utf8JsonWriter writer)
    {
        string? kind = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("kind", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        var field = new Field(root, new ReadContext(), "object");
        if (kind != "Secret")
        {
            ConfigMap? map = kind == "ConfigMap" ? ConfigReader.ConfigMap(field, MetadataReader.Read(field, kind)) : null;
            WriteValue(root, writer, map is null ? null : Later(map.DataChanged, map.Meta));
            return;
        }

        Secret secret = ConfigReader.Secret(field, MetadataReader.Read(field, "Secret"));
        WriteSecret(root, secret, writer);
    }

    /// <summary>That it has not changed since it was made, its creation tells.</summary>
    private static DateTimeOffset? Later(DateTimeOffset? changed, Metadata meta) => changed > meta.Created ? changed : null;

    private static void WriteSecret(JsonElement root, Secret secret, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (JsonProperty property in root.EnumerateObject())
        {
            switch (property.Name)
            {
                case "data" or "stringData":
                    break;
                case "metadata":
                    writer.WritePropertyName("metadata");
                    WriteMetadata(property.Value, writer, secret, Later(secret.DataChanged, secret.Meta));
                    break;
                default:
                    writer.WritePropertyName(property.Name);
                    WriteValue(property.Value, writer, null);
                    break;
            }
        }

        writer.WriteStartObject("data");
        foreach (string key in secret.Keys)
            writer.WriteString(key, "");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMetadata(JsonElement meta, Utf8JsonWriter writer, Secret? secret, DateTimeOffset? changed)
    {
        if (meta.ValueKind != JsonValueKind.Object)
        {
            meta.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        bool hasAnnotations = false;
        foreach (JsonProperty property in meta.EnumerateObject())
        {
            if (property.Name == "managedFields")
                continue;
            writer.WritePropertyName(property.Name);
            if (property.Name == "annotations" && property.Value.ValueKind == JsonValueKind.Object)
            {
                hasAnnotations = true;
                WriteAnnotations(property.Value, writer, secret, changed);
            }
            else
            {
                property.Value.WriteTo(writer);
            }
        }

        if (!hasAnnotations && (secret is not null || changed is not null))
        {
            writer.WritePropertyName("annotations");
            WriteAnnotations(default, writer, secret, changed);
        }

        writer.WriteEndObject();
    }

    private static void WriteAnnotations(JsonElement annotations, Utf8JsonWriter writer, Secret? secret, DateTimeOffset? changed)
    {
        writer.WriteStartObject();
        if (annotations.ValueKind == JsonValueKind.Object)
        {
            // A Secret's annotations may repeat its values; only what a rule asks for is kept.
            foreach (JsonProperty property in annotations.EnumerateObject())
            {
                if (property.Name != LastApplied && !SecretNotes.IsNote(property.Name)
                    && (secret is null || property.Name.StartsWith("sonde.dev/", StringComparison.Ordinal)
                        || property.Name == "kubernetes.io/service-account.name"))
                {
                    property.WriteTo(writer);
                }
            }
        }

        if (changed is { } time)
            writer.WriteString(SecretNotes.DataChanged, time);
        if (secret is { CertificateNames.Count: > 0 })
            writer.WriteString(SecretNotes.CertificateNames, string.Join(',', secret.CertificateNames));
        if (secret?.CertificateExpires is { } expires)
            writer.WriteString(SecretNotes.CertificateExpires, expires);
        if (secret is { Registries.Count: > 0 })
            writer.WriteString(SecretNotes.Registries, string.Join(',', secret.Registries));
        writer.WriteEndObject();
    }

    private static void WriteValue(JsonElement value, Utf8JsonWriter writer, DateTimeOffset? changed)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (JsonProperty property in value.EnumerateObject())
        {
            writer.WritePropertyName(property.Name);
            if (property.Name == "metadata")
                WriteMetadata(property.Value, writer, null, changed);
            else
                WriteNested(property.Value, writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Templates have metadata, too; and a field that is called a token is one.</summary>
    private static void WriteNested(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    if (property.Name == "metadata")
                        WriteMetadata(property.Value, writer, null, null);
                    else if (property.Name is "token" or "caBundle" && property.Value.ValueKind == JsonValueKind.String)
                        writer.WriteStringValue("");
                    else
                        WriteNested(property.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                    WriteNested(item, writer);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
