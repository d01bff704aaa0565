using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Containers.Metadata;

/// <summary>Reads the engines' files without reflection.</summary>
[JsonSerializable(typeof(RuncState))]
[JsonSerializable(typeof(OciBundle))]
[JsonSerializable(typeof(DockerContainer))]
[JsonSerializable(typeof(ContainerdStatus))]
[JsonSerializable(typeof(List<StoredContainer>))]
internal sealed partial class MetadataJson : JsonSerializerContext
{
    /// <summary>Reads a file; null when it is not there, may not be read, or is not what it should be (half written).</summary>
    public static T? TryRead<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        using FileContent content = FileContent.Read(path);
        if (content.Bytes.IsEmpty)
            return null;
        try
        {
            return JsonSerializer.Deserialize(content.Bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
