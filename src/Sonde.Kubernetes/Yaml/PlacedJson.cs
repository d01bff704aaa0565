using System.Text;
using System.Text.Json;

namespace Sonde.Kubernetes.Yaml;

/// <summary>A JSON text, and where each of its values stood in the text that somebody wrote.</summary>
/// <param name="Json">UTF-8 JSON.</param>
/// <param name="Places">
/// The place of each value in the order of the JSON: an object or array before what is in it. A value with a name stands
/// where its name stands.
/// </param>
public sealed record PlacedJson(ReadOnlyMemory<byte> Json, IReadOnlyList<TextPlace> Places)
{
    /// <summary>Each document of a text that is JSON itself.</summary>
    /// <param name="utf8">The text, without a byte order mark.</param>
    /// <exception cref="YamlException">It is no JSON. (The same error as for YAML, so that one place tells about both.)</exception>
    public static IReadOnlyList<PlacedJson> OfJson(ReadOnlyMemory<byte> utf8)
    {
        var documents = new List<PlacedJson>();
        ReadOnlySpan<byte> text = utf8.Span;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = YamlJson.MaxDepth });
        List<TextPlace> places = [];
        TextPlace? name = null;
        (int Line, int LineStart, int At) position = (1, 0, 0);
        int start = 0;
        try
        {
            while (reader.Read())
            {
                int at = (int)reader.TokenStartIndex;
                if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    if (reader.CurrentDepth == 0)
                        Complete(at + 1);
                    continue;
                }

                TextPlace here = Place(text, at, ref position);
                if (places.Count == 0)
                    start = at;
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    name = here;
                    continue;
                }

                places.Add(name ?? here);
                name = null;
                if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                    Complete((int)reader.BytesConsumed);
            }
        }
        catch (JsonException exception)
        {
            string message = exception.Message;
            int end = message.IndexOf(". ", StringComparison.Ordinal);
            throw new YamlException(
                (exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1, end > 0 ? message[..end] : message.TrimEnd('.'), exception);
        }

        return documents;

        void Complete(int end)
        {
            documents.Add(new PlacedJson(utf8[start..end], places));
            places = [];
        }
    }

    private static TextPlace Place(ReadOnlySpan<byte> text, int at, ref (int Line, int LineStart, int At) position)
    {
        for (int next = text[position.At..at].IndexOf((byte)'\n'); next >= 0; next = text[position.At..at].IndexOf((byte)'\n'))
        {
            position.At += next + 1;
            position.Line++;
            position.LineStart = position.At;
        }

        position.At = at;
        return new TextPlace(position.Line, Encoding.UTF8.GetCharCount(text[position.LineStart..at]) + 1);
    }
}
