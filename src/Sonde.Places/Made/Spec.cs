using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Sonde.Places.Made;

/// <summary>Parts of pod specs.</summary>
internal static class Spec
{
    /// <summary>A list of texts.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    /// <summary>A quantity.</summary>
    public static string Number(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);

    /// <summary>A list of environment variables.</summary>
    public static JsonArray Variables(IEnumerable<KeyValuePair<string, string>> variables) =>
        new([.. variables.Select(one => (JsonNode?)new JsonObject { ["name"] = one.Key, ["value"] = one.Value })]);

    /// <summary>What the <c>restricted</c> Pod Security level asks of a container's <c>securityContext</c>.</summary>
    public static JsonObject Restricted() => new()
    {
        ["runAsNonRoot"] = true,
        ["allowPrivilegeEscalation"] = false,
        ["capabilities"] = new JsonObject { ["drop"] = Texts(["ALL"]) },
        ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
    };

    /// <summary>
    /// Puts changes into an object: objects are joined, lists of named objects (such as <c>env</c>) by their names, everything else is
    /// replaced, and null removes.
    /// </summary>
    public static void Merge(JsonObject into, JsonObject? changes)
    {
        foreach ((string name, JsonNode? value) in changes ?? [])
        {
            switch (into[name], value)
            {
                case (_, null):
                    into.Remove(name);
                    break;
                case (JsonObject inner, JsonObject change):
                    Merge(inner, change);
                    break;
                case (JsonArray list, JsonArray change) when change.All(item => NameOf(item) is not null):
                    foreach (JsonObject item in change.OfType<JsonObject>())
                        Put(list, item);
                    break;
                default:
                    into[name] = value.DeepClone();
                    break;
            }
        }
    }

    /// <summary>An object as bytes.</summary>
    public static ReadOnlyMemory<byte> Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static void Put(JsonArray list, JsonObject item)
    {
        if (list.OfType<JsonObject>().FirstOrDefault(known => NameOf(known) == NameOf(item)) is { } same)
            Merge(same, item);
        else
            list.Add(item.DeepClone());
    }

    private static string? NameOf(JsonNode? item) =>
        item is JsonObject named && named["name"] is JsonValue value && value.TryGetValue(out string? name) ? name : null;
}
