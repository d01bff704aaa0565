using System.Text.Json;

namespace Sonde.Kubernetes.Config;

/// <summary>Reads fields of one kubeconfig file; a field of the wrong type is said with file and place.</summary>
/// <param name="file">The file's path.</param>
internal sealed class KubeConfigFields(string file)
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";

    /// <summary>A text field; null when absent, null or empty.</summary>
    public string? Text(JsonElement parent, string name, string place) => Field(parent, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } value ? value : null,
        // A name or a token of digits alone, not quoted.
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        null => null,
        _ => throw Wrong($"{place}.{name} is no text"),
    };

    /// <summary>A flag; false when absent.</summary>
    public bool Flag(JsonElement parent, string name, string place) => Field(parent, name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } or null => false,
        _ => throw Wrong($"{place}.{name} is neither true nor false"),
    };

    /// <summary>A list; empty when absent.</summary>
    public IEnumerable<JsonElement> Items(JsonElement parent, string name, string place) => Field(parent, name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        null => [],
        _ => throw Wrong($"{place}.{name} is no list"),
    };

    /// <summary>A list of texts; empty when absent.</summary>
    public List<string> Texts(JsonElement parent, string name, string place)
    {
        List<string> texts = [];
        foreach (JsonElement item in Items(parent, name, place))
        {
            texts.Add(item.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
                ? item.ToString()
                : throw Wrong($"{place}.{name} holds something that is no text"));
        }

        return texts;
    }

    /// <summary>An object; null when absent.</summary>
    public JsonElement? Object(JsonElement parent, string name, string place) => Field(parent, name) switch
    {
        { ValueKind: JsonValueKind.Object } value => value,
        null => null,
        _ => throw Wrong($"{place}.{name} is no mapping"),
    };

    /// <summary>A base64 field, decoded; null when absent.</summary>
    public byte[]? Data(JsonElement parent, string name, string place)
    {
        if (Text(parent, name, place) is not { } text)
            return null;
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw Wrong($"{place}.{name} is no base64", e);
        }
    }

    /// <summary>A path, absolute: kubeconfig files mean paths relative to themselves.</summary>
    public string? PathOf(JsonElement parent, string name, string place) =>
        Text(parent, name, place) is { } path ? Path.GetFullPath(path, _folder) : null;

    /// <summary>An exec plugin's command: a name is left to PATH, a path is relative to the file.</summary>
    public string Command(string command) => command.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(command, _folder) : command;

    /// <summary>The error for something wrong in this file.</summary>
    public KubernetesException Wrong(string message, Exception? innerException = null) =>
        new(KubernetesError.Configuration, $"kubeconfig {file}: {message}", innerException);

    private static JsonElement? Field(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement field)
        && field.ValueKind != JsonValueKind.Null
            ? field
            : null;
}
