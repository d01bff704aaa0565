using System.IO.Compression;
using Sonde.Diagnosis.Model;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Diagnosis.Sources;

/// <summary>Reads files of objects: JSON or YAML, one or many documents, gzip or not.</summary>
internal static class ObjectFiles
{
    /// <summary>Largest text that is unpacked or turned from YAML; a damaged archive must not fill the memory.</summary>
    private const long LargestText = 2L << 30;

    /// <summary>Endings of the files that are read in a folder.</summary>
    public static bool IsObjectFile(string path) => Path.GetExtension(path).ToLowerInvariant() is ".json" or ".yaml" or ".yml";

    /// <summary>Adds all objects of a file. What cannot be read becomes a blind spot.</summary>
    public static void Read(byte[] content, string source, ClusterBuilder builder)
    {
        try
        {
            if (content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
                content = Unzip(content);
            if (YamlJson.LooksLikeJson(content))
                JsonObjects.Read(content, source, builder);
            else
                ReadYaml(content, source, builder);
        }
        catch (InvalidDataException exception)
        {
            builder.AddBlindSpot(source, $"cannot be unpacked: {exception.Message.TrimEnd('.')}");
        }
    }

    private static void ReadYaml(byte[] content, string source, ClusterBuilder builder)
    {
        int documents = 0;
        try
        {
            foreach (ReadOnlyMemory<byte> document in YamlJson.Documents(content))
            {
                JsonObjects.Read(document.Span, source, builder);
                documents++;
            }
        }
        catch (YamlException exception)
        {
            builder.AddBlindSpot(source, $"is neither JSON nor YAML after {documents} documents: {exception.Message}");
        }
    }

    private static byte[] Unzip(byte[] content)
    {
        using var zipped = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = zipped.Read(buffer)) > 0;)
        {
            if (plain.Length + read > LargestText)
                throw new InvalidDataException("it is larger than 2 GiB when unpacked");
            plain.Write(buffer, 0, read);
        }

        return plain.ToArray();
    }
}
