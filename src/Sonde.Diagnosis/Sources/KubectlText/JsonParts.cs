using System.Globalization;
using System.Text.Json.Nodes;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Builds objects as the API would give them. What is not known is left out, never written as empty.</summary>
internal static class JsonParts
{
    /// <summary>What kubectl prints where there is nothing.</summary>
    public static bool IsNothing(string text) => text is "" or "<none>" or "<unset>" or "<nil>" or "<unknown>" or "<invalid>" or "<not set>" or "n/a";

    /// <summary>A text; null for what kubectl prints where there is nothing.</summary>
    public static JsonNode? Text(string? text) => text is null || IsNothing(text) ? null : JsonValue.Create(text);

    /// <summary>A number; null when the text is none.</summary>
    public static JsonNode? Number(string text) => Whole(text) is { } number ? JsonValue.Create(number) : null;

    /// <summary>A number; null when the text is none.</summary>
    public static int? Whole(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>True or false; null for anything else.</summary>
    public static JsonNode? Flag(string text) =>
        text.Equals("true", StringComparison.OrdinalIgnoreCase) ? JsonValue.Create(true)
        : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? JsonValue.Create(false) : null;

    /// <summary>A time as the API writes it.</summary>
    public static JsonNode? Time(DateTimeOffset? time) => time is { } moment
        ? JsonValue.Create(moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)) : null;

    /// <summary>A port: a number, or a name.</summary>
    public static JsonNode? Port(string text) => Number(text) ?? Text(text);

    /// <summary>An object of the fields that are known; null when none is.</summary>
    public static JsonObject? Object(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        JsonObject? made = null;
        foreach ((string name, JsonNode? value) in fields)
        {
            if (value is not null)
                (made ??= [])[name] = value;
        }

        return made;
    }

    /// <summary>A list of what is known; null when it is empty.</summary>
    public static JsonArray? List(IEnumerable<JsonNode?> items)
    {
        JsonArray? list = null;
        foreach (JsonNode? item in items)
        {
            if (item is not null)
                (list ??= []).Add(item);
        }

        return list;
    }

    /// <summary>Adds an item to a list. The list's own generic method wants reflection.</summary>
    public static void Append(JsonArray list, JsonNode? item) => list.Add(item);

    /// <summary><c>a=1,b=2</c> as an object; null for none.</summary>
    public static JsonObject? Map(IEnumerable<string> pairs)
    {
        JsonObject? map = null;
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=');
            if (equals > 0 && !IsNothing(pair))
                (map ??= [])[pair[..equals].Trim()] = pair[(equals + 1)..].Trim();
        }

        return map;
    }

    /// <summary>A selector as kubectl writes it (<c>a=1,b in (x,y),!c</c>) as a LabelSelector; null for none.</summary>
    public static JsonObject? Selector(string text)
    {
        if (IsNothing(text))
            return null;
        var labels = new JsonObject();
        var expressions = new JsonArray();
        foreach (string part in SplitOutside(text))
        {
            int open = part.IndexOf('(');
            if (open > 0 && part.EndsWith(')') && part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var key, var relation])
            {
                Append(expressions, Object(
                    ("key", Text(key)), ("operator", Text(relation == "in" ? "In" : "NotIn")), ("values", List(part[(open + 1)..^1].Split(',').Select(Text)))));
            }
            else if (part.StartsWith('!'))
            {
                Append(expressions, Object(("key", Text(part[1..])), ("operator", Text("DoesNotExist"))));
            }
            else if (part.IndexOf("!=", StringComparison.Ordinal) is > 0 and var not)
            {
                Append(expressions, Object(("key", Text(part[..not])), ("operator", Text("NotIn")), ("values", List([Text(part[(not + 2)..])]))));
            }
            else if (part.IndexOf('=') is > 0 and var equals)
            {
                labels[part[..equals]] = part[(equals + 1)..];
            }
            else
            {
                Append(expressions, Object(("key", Text(part)), ("operator", Text("Exists"))));
            }
        }

        return Object(("matchLabels", labels.Count > 0 ? labels : null), ("matchExpressions", expressions.Count > 0 ? expressions : null));
    }

    /// <summary>The object at a path of names, made where it is missing.</summary>
    public static JsonObject At(JsonObject root, params ReadOnlySpan<string> path)
    {
        JsonObject at = root;
        foreach (string name in path)
        {
            if (at[name] is not JsonObject next)
                at[name] = next = [];
            at = next;
        }

        return at;
    }

    /// <summary>
    /// Fills what one object lacks from another. Of a list, items of the same name or type are filled; it gets no more items than it has.
    /// </summary>
    public static void Fill(JsonObject into, JsonObject from)
    {
        foreach ((string name, JsonNode? value) in from)
        {
            if (into[name] is JsonObject inner && value is JsonObject other)
                Fill(inner, other);
            else if (into[name] is JsonArray list && value is JsonArray others)
                FillItems(list, others);
            else if (into[name] is null && value is not null)
                into[name] = value.DeepClone();
        }
    }

    /// <summary>The text of a field; empty when there is none.</summary>
    public static string TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    /// <summary>Objects of a list; none when it is no list.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? node) => node is JsonArray list ? list.OfType<JsonObject>() : [];

    private static void FillItems(JsonArray into, JsonArray from)
    {
        foreach (JsonObject item in into.OfType<JsonObject>())
        {
            string key = item.ContainsKey("name") ? "name" : "type";
            string value = TextOf(item[key]);
            if (value.Length > 0 && from.OfType<JsonObject>().FirstOrDefault(other => TextOf(other[key]) == value && TextOf(other["status"]) == TextOf(item["status"])) is { } same)
                Fill(item, same);
        }
    }

    private static IEnumerable<string> SplitOutside(string text)
    {
        int depth = 0, from = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                if (text[from..i].Trim() is { Length: > 0 } part)
                    yield return part;
                from = i + 1;
            }
            else
            {
                depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            }
        }
    }
}
