using System.Text;
using System.Text.Json.Nodes;

namespace Sonde.Cli.Output;

/// <summary>Writes JSON as YAML in block style. A text stands in double quotes as JSON writes it, unless nobody can take it for anything else.</summary>
internal static class YamlText
{
    private static readonly string[] Reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    /// <summary>Documents of a stream, with <c>---</c> between them.</summary>
    public static string Write(IEnumerable<JsonNode> documents)
    {
        var text = new StringBuilder();
        foreach (JsonNode document in documents)
        {
            if (text.Length > 0)
                text.Append("---\n");
            Block(document, "", text);
        }

        return text.ToString();
    }

    private static void Block(JsonNode node, string indent, StringBuilder text)
    {
        string lead = "";
        if (node is JsonObject map)
        {
            foreach ((string key, JsonNode? value) in map)
            {
                text.Append(lead).Append(Text(key)).Append(':');
                Value(value, value is JsonArray ? indent : indent + "  ", text);
                lead = indent;
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                text.Append(lead).Append("- ");
                if (item is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
                    Block(item, indent + "  ", text);
                else
                    text.Append(Scalar(item)).Append('\n');
                lead = indent;
            }
        }
    }

    private static void Value(JsonNode? value, string indent, StringBuilder text)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Append('\n').Append(indent);
            Block(value, indent, text);
        }
        else
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
        }
    }

    private static string Scalar(JsonNode? value) =>
        value is JsonValue scalar && scalar.TryGetValue(out string? text) ? Text(text) : value?.ToJsonString() ?? "null";

    private static string Text(string text)
    {
        bool isPlain = text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
            && !Reserved.Contains(text, StringComparer.OrdinalIgnoreCase);
        return isPlain ? text : JsonValue.Create(text).ToJsonString();
    }
}
