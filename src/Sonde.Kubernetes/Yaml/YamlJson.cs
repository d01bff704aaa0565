using System.Buffers;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sonde.Kubernetes.Yaml;

/// <summary>
/// Turns YAML into JSON as Kubernetes' own tools do (YAML 1.1 scalars, anchors, merge keys), so that one path of code reads
/// both. JSON is YAML too, but <see cref="JsonDocument"/> reads it ten times faster: ask <see cref="LooksLikeJson"/> first.
/// </summary>
public static class YamlJson
{
    /// <summary>Deepest nesting that is read; Kubernetes' own deepest objects (CRD schemas) stay below a hundred.</summary>
    public const int MaxDepth = 512;

    /// <summary>How JSON is read that came out of <see cref="Documents(TextReader)"/> or out of an API server.</summary>
    public static JsonDocumentOptions ReadOptions { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>True when the first character that is no white space begins a JSON object or array.</summary>
    /// <param name="utf8">The text, or its beginning.</param>
    public static bool LooksLikeJson(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        if (utf8.StartsWith(byteOrderMark))
            utf8 = utf8[3..];
        utf8 = utf8.TrimStart(" \t\r\n"u8);
        return utf8 is [(byte)'{' or (byte)'[', ..];
    }

    /// <summary>Each document as UTF-8 JSON, one after the other; empty documents (<c>---</c> twice) are left out.</summary>
    /// <param name="text">The YAML; read as the result is enumerated.</param>
    /// <exception cref="YamlException">The text is no YAML, or cannot be JSON.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Documents(TextReader text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(text, notesPlaces: false).Select(document => document.Json);
    }

    /// <summary>Each document with the places of its values in the text.</summary>
    /// <param name="text">The YAML; read as the result is enumerated.</param>
    /// <exception cref="YamlException">The text is no YAML, or cannot be JSON.</exception>
    public static IEnumerable<PlacedJson> PlacedDocuments(TextReader text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(text, notesPlaces: true);
    }

    private static IEnumerable<PlacedJson> Read(TextReader text, bool notesPlaces)
    {
        Parser parser = new(text);
        while (Next(parser) is { } read)
        {
            if (read is not DocumentStart)
                continue;
            ArrayBufferWriter<byte> buffer = new();
            List<TextPlace>? places = notesPlaces ? [] : null;
            bool empty;
            using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { MaxDepth = MaxDepth + 1, SkipValidation = false }))
            {
                YamlDocumentWriter writer = new(json, places);
                ParsingEvent first = Next(parser) ?? throw new YamlException(0, 0, "the text ends in a document");
                empty = first is Scalar { Value: "", Style: ScalarStyle.Plain, Tag.IsEmpty: true };
                for (ParsingEvent node = first; node is not DocumentEnd; node = Next(parser) ?? throw new YamlException(0, 0, "the text ends in a document"))
                    writer.Write(node);
            }

            if (!empty)
                yield return new PlacedJson(buffer.WrittenMemory, places ?? []);
        }
    }

    /// <summary>Each document of a UTF-8 text; JSON is passed on as it is.</summary>
    /// <param name="utf8">The text.</param>
    /// <exception cref="YamlException">The text is no YAML, or cannot be JSON.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Documents(ReadOnlyMemory<byte> utf8)
    {
        using StreamReader reader = new(new MemoryStream(utf8.ToArray(), writable: false), Encoding.UTF8);
        foreach (ReadOnlyMemory<byte> document in Documents(reader))
            yield return document;
    }

    private static ParsingEvent? Next(Parser parser)
    {
        try
        {
            return parser.MoveNext() ? parser.Current : null;
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new YamlException(e.Start.Line, e.Start.Column, e.Message.ReplaceLineEndings(" ").TrimEnd('.'), e);
        }
        catch (InvalidOperationException e)
        {
            // YamlDotNet's scanner says so of some texts that are no YAML (a directive inside a plain scalar, for one).
            throw new YamlException(parser.Current?.End.Line ?? 0, parser.Current?.End.Column ?? 0, "this is no YAML", e);
        }
    }
}
