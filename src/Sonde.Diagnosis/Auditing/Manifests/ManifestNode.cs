using System.Text.Json;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Diagnosis.Auditing.Manifests;

/// <summary>
/// A value of a manifest with its place. A field that is absent is a node, too: it knows its path, and stands where the
/// nearest parent stands that is there.
/// </summary>
internal sealed class ManifestNode
{
    private static readonly List<ManifestNode> None = [];

    private readonly ManifestNode? _parent;
    private readonly string _name;
    private readonly List<ManifestNode> _children;

    private ManifestNode(ManifestNode? parent, string name, JsonValueKind kind, string text, TextPlace place)
    {
        _parent = parent;
        _name = name;
        Kind = kind;
        Text = text;
        Place = place;
        _children = kind is JsonValueKind.Object or JsonValueKind.Array ? [] : None;
    }

    /// <summary>Its type; <see cref="JsonValueKind.Undefined"/> when absent.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>A scalar as text; empty for anything else.</summary>
    public string Text { get; }

    /// <summary>Where it stands, or its nearest parent.</summary>
    public TextPlace Place { get; }

    /// <summary>It is there and not null.</summary>
    public bool Exists => Kind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>Its own name in its parent; empty for an item of a list.</summary>
    public string Name => _name.StartsWith('[') ? "" : _name;

    /// <summary>It is true.</summary>
    public bool IsTrue => Kind == JsonValueKind.True;

    /// <summary>It is false, which is not the same as absent.</summary>
    public bool IsFalse => Kind == JsonValueKind.False;

    /// <summary>Items of a list; none when it is no list.</summary>
    public IReadOnlyList<ManifestNode> Items => Kind == JsonValueKind.Array ? _children : None;

    /// <summary>Fields of an object in their order, those that stand there twice as well; none when it is no object.</summary>
    public IReadOnlyList<ManifestNode> Fields => Kind == JsonValueKind.Object ? _children : None;

    /// <summary>The field of a name. Of two with one name the last counts, as it does for Kubernetes.</summary>
    public ManifestNode this[string name]
    {
        get
        {
            if (Kind == JsonValueKind.Object)
            {
                for (int i = _children.Count - 1; i >= 0; i--)
                {
                    if (_children[i]._name == name)
                        return _children[i];
                }
            }

            return new ManifestNode(this, name, JsonValueKind.Undefined, "", Place);
        }
    }

    /// <summary>The item of a list; absent when there is none.</summary>
    public ManifestNode At(int index) => index >= 0 && index < Items.Count ? Items[index] : new ManifestNode(this, $"[{index}]", JsonValueKind.Undefined, "", Place);

    /// <summary>The number; null when it is none.</summary>
    public long? Number => Kind == JsonValueKind.Number && long.TryParse(Text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>Where it is in its object: <c>spec.containers[0].image</c>.</summary>
    public string Path
    {
        get
        {
            if (_parent is null)
                return "";
            string before = _parent.Path;
            return _name.StartsWith('[') || before.Length == 0 ? before + _name : $"{before}.{_name}";
        }
    }

    /// <summary>This node and all that is in it.</summary>
    public IEnumerable<ManifestNode> All()
    {
        var open = new Stack<ManifestNode>([this]);
        while (open.TryPop(out ManifestNode? node))
        {
            yield return node;
            for (int i = node._children.Count - 1; i >= 0; i--)
                open.Push(node._children[i]);
        }
    }

    /// <summary>The tree of a JSON text.</summary>
    /// <param name="json">One value.</param>
    /// <param name="places">Where its values stand; empty when that is not known.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ManifestNode Read(ReadOnlySpan<byte> json, IReadOnlyList<TextPlace> places)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = YamlJson.MaxDepth, AllowMultipleValues = true });
        var open = new Stack<ManifestNode>();
        string? name = null;
        int index = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = TextOf(ref reader);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    ManifestNode closed = open.Pop();
                    if (open.Count == 0)
                        return closed;
                    continue;
            }

            open.TryPeek(out ManifestNode? parent);
            TextPlace place = index < places.Count ? places[index] : default;
            index++;
            var node = new ManifestNode(parent, name ?? (parent is null ? "" : $"[{parent._children.Count}]"), KindOf(reader.TokenType), ScalarOf(ref reader), place);
            name = null;
            parent?._children.Add(node);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                open.Push(node);
            else if (parent is null)
                return node;
        }

        throw new JsonException("the text ends in a value");
    }

    private static JsonValueKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.StartArray => JsonValueKind.Array,
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        _ => JsonValueKind.Null,
    };

    private static string ScalarOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => TextOf(ref reader),
        JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "",
    };

    /// <summary>A text that may hold what is no Unicode: half of a surrogate pair.</summary>
    private static string TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
