using System.IO.Compression;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Sources.Bundles;
using Sonde.Diagnosis.Sources.KubectlText;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Diagnosis.Sources;

/// <summary>Reads files of objects: JSON or YAML, one or many documents, or text that kubectl printed; gzip or not.</summary>
internal static class ObjectFiles
{
    /// <summary>Largest text that is unpacked or turned from YAML; a damaged archive must not fill the memory.</summary>
    private const long LargestText = 2L << 30;

    /// <summary>Endings of the files that are read in a folder.</summary>
    public static bool IsObjectFile(string path) => Path.GetExtension(path).ToLowerInvariant() is ".json" or ".yaml" or ".yml";

    /// <summary>Endings of the files in a folder that are read when they hold text of kubectl.</summary>
    public static bool IsTextFile(string path) => Path.GetExtension(path).ToLowerInvariant() is ".txt" or ".text" or ".out";

    /// <summary>
    /// Whether a text is objects as somebody writes them: neither packed, nor a dump of a cluster, nor what kubectl prints for people.
    /// </summary>
    public static bool IsManifest(byte[] content, string source)
    {
        if (content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            return false;
        if (YamlJson.LooksLikeJson(content) && !BeginsAsPrompt(content))
            return !ClusterDumpStream.Recognises(content);
        return IsObjectFile(source)
            || ((!IsTextFile(source) || BeginsAsYaml(content)) && !(content.Length <= TextLines.LargestText && TextSections.Recognises(TextLines.Of(content))));
    }

    /// <summary>Adds all objects of a file. What cannot be read becomes a blind spot.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="builder">Takes the objects.</param>
    /// <param name="kind">What the objects are, where they do not say so themselves.</param>
    /// <param name="saved">When the file was written; null when that is not known.</param>
    public static void Read(byte[] content, string source, ClusterBuilder builder, KindInfo? kind = null, DateTimeOffset? saved = null)
    {
        try
        {
            if (content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
                content = Unzip(content);
            bool isJson = YamlJson.LooksLikeJson(content) && !BeginsAsPrompt(content);
            if (isJson && ClusterDumpStream.Recognises(content))
                ClusterDumpStream.Read(content, source, builder);
            else if (isJson)
                JsonObjects.Read(content, source, builder, kind);
            else if (content.Length <= TextLines.LargestText && TextLines.Of(content) is var lines && TextSections.Recognises(lines))
                builder.Texts.Add(new TextFile(source, lines, PrintedTime.Of(lines), saved));
            else if (!IsTextFile(source) || BeginsAsYaml(content))
                ReadYaml(content, source, builder, kind);
            else
                builder.AddBlindSpot(source, "is neither JSON nor YAML, nor anything that kubectl prints");
        }
        catch (InvalidDataException exception)
        {
            builder.AddBlindSpot(source, $"cannot be unpacked: {exception.Message.TrimEnd('.')}");
        }
    }

    /// <summary><c>[user@host dir]$ kubectl</c>, which is no list.</summary>
    private static bool BeginsAsPrompt(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> text = content.TrimStart("\uFEFF \t\r\n"u8);
        return text is [(byte)'[', >= (byte)'a' and <= (byte)'z', ..] && text[..Math.Min(text.Length, 200)].IndexOf("]$"u8) + text[..Math.Min(text.Length, 200)].IndexOf("]#"u8) > -2;
    }

    /// <summary>The first line that is no comment begins a document of Kubernetes.</summary>
    private static bool BeginsAsYaml(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content));
        string? line = reader.ReadLine();
        while (line is not null && (string.IsNullOrWhiteSpace(line) || line.StartsWith('#')))
            line = reader.ReadLine();
        return line is not null && (line.StartsWith("---", StringComparison.Ordinal) || line.StartsWith("apiVersion:", StringComparison.Ordinal)
            || line.StartsWith("kind:", StringComparison.Ordinal) || line.StartsWith("items:", StringComparison.Ordinal) || line.StartsWith("metadata:", StringComparison.Ordinal));
    }

    private static void ReadYaml(byte[] content, string source, ClusterBuilder builder, KindInfo? kind)
    {
        int documents = 0;
        try
        {
            foreach (ReadOnlyMemory<byte> document in YamlJson.Documents(content))
            {
                JsonObjects.Read(document.Span, source, builder, kind);
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
