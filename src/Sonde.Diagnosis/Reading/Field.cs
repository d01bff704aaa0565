using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sonde.Diagnosis.Reading;

/// <summary>
/// A field of an object, which may be absent. A field of the wrong type reads as absent and is noted: one damaged field
/// must not hide the rest.
/// </summary>
internal readonly struct Field
{
    private readonly JsonElement _element;
    private readonly ReadContext _context;
    private readonly string _name;

    public Field(JsonElement element, ReadContext context, string name)
    {
        _element = element;
        _context = context;
        _name = name;
    }

    /// <summary>It is there and not null.</summary>
    public bool Exists => _element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>A field inside this one.</summary>
    public Field this[string name]
    {
        get
        {
            if (!Is(JsonValueKind.Object, "object"))
                return new Field(default, _context, name);
            _element.TryGetProperty(name, out JsonElement value);
            return new Field(value, _context, name);
        }
    }

    /// <summary>The text; empty when absent.</summary>
    public string Text => TextOrNull ?? "";

    /// <summary>The text; null when absent.</summary>
    public string? TextOrNull => Is(JsonValueKind.String, "string") ? Pooled(_element) : null;

    /// <summary>The text, or what stands for it when absent or empty.</summary>
    public string TextOr(string standard) => Text is { Length: > 0 } text ? text : standard;

    /// <summary>The number; null when absent.</summary>
    public long? LongOrNull
    {
        get
        {
            if (!Is(JsonValueKind.Number, "number"))
                return null;
            if (_element.TryGetInt64(out long value))
                return value;
            _context.NoteWrongType(_name, "whole number");
            return null;
        }
    }

    /// <summary>The number, whole or not; null when absent, or beyond what amounts of resources can be.</summary>
    public decimal? Decimal
    {
        get
        {
            // As Quantity has it: sums of what is read must not overflow.
            const decimal Largest = 1e19m;
            return Is(JsonValueKind.Number, "number") && _element.TryGetDecimal(out decimal value) && Math.Abs(value) < Largest ? value : null;
        }
    }

    /// <summary>The number, or what stands for it when absent.</summary>
    public int Int(int standard = 0) =>
        LongOrNull is { } value ? (int)Math.Clamp(value, int.MinValue, int.MaxValue) : standard;

    /// <summary>True or false; null when absent.</summary>
    public bool? FlagOrNull
    {
        get
        {
            if (_element.ValueKind is JsonValueKind.True or JsonValueKind.False)
                return _element.GetBoolean();
            if (Exists)
                _context.NoteWrongType(_name, "boolean");
            return null;
        }
    }

    /// <summary>It is true.</summary>
    public bool Flag => FlagOrNull == true;

    /// <summary>The time; null when absent.</summary>
    public DateTimeOffset? Time
    {
        get
        {
            if (!Is(JsonValueKind.String, "time"))
                return null;
            // DateTimeOffset's own parser of JSON takes RFC 3339, what the API writes, and nothing slower.
            if (_element.TryGetDateTimeOffset(out DateTimeOffset time))
            {
                // Go's zero time is none; and no clock is so wrong that adding a day to its time may leave the calendar.
                if (time.Year < 1970)
                    return null;
                if (time.Year < 9000)
                    return time.ToUniversalTime();
            }

            _context.NoteWrongType(_name, "time");
            return null;
        }
    }

    /// <summary>The amount; null when absent. It may be written as a text or as a number.</summary>
    public Model.Quantity? Quantity
    {
        get
        {
            string? text = _element.ValueKind == JsonValueKind.Number ? _element.GetRawText() : TextOrNull;
            if (text is null)
                return null;
            Model.Quantity? quantity = Model.Quantity.Parse(text);
            if (quantity is null)
                _context.NoteWrongType(_name, "quantity");
            return quantity;
        }
    }

    /// <summary>A port, written as a number or as a name.</summary>
    public Model.PortRef Port => _element.ValueKind switch
    {
        JsonValueKind.Number => new(Int(), ""),
        JsonValueKind.String when int.TryParse(_element.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            => new(number, ""),
        JsonValueKind.String => new(0, Text),
        _ => default,
    };

    /// <summary>A number or a percentage, as it is written: unlike a port, 0 says something.</summary>
    public string Portion => _element.ValueKind == JsonValueKind.Number ? _element.GetRawText() : Text;

    /// <summary>Texts of a list; those of another type are left out.</summary>
    public IReadOnlyList<string> Texts => Items(static item => item.TextOrNull!, keep: static text => text is not null);

    /// <summary>Texts by name; values of another type are left out.</summary>
    public IReadOnlyDictionary<string, string> Map
    {
        get
        {
            if (!Is(JsonValueKind.Object, "object"))
                return EmptyMap<string>.Value;
            Dictionary<string, string>? map = null;
            foreach ((string name, Field value) in Properties)
            {
                if (value.TextOrNull is { } text)
                    (map ??= [])[name] = text;
            }

            return map ?? EmptyMap<string>.Value;
        }
    }

    /// <summary>Amounts by name.</summary>
    public IReadOnlyDictionary<string, Model.Quantity> Quantities
    {
        get
        {
            if (!Is(JsonValueKind.Object, "object"))
                return EmptyMap<Model.Quantity>.Value;
            Dictionary<string, Model.Quantity>? map = null;
            foreach ((string name, Field value) in Properties)
            {
                if (value.Quantity is { } quantity)
                    (map ??= [])[name] = quantity;
            }

            return map ?? EmptyMap<Model.Quantity>.Value;
        }
    }

    /// <summary>The fields of an object.</summary>
    public IEnumerable<(string Name, Field Value)> Properties
    {
        get
        {
            if (!Is(JsonValueKind.Object, "object"))
                yield break;
            foreach (JsonProperty property in _element.EnumerateObject())
            {
                string name = _context.Strings.Get(property.Name);
                yield return (name, new Field(property.Value, _context, name));
            }
        }
    }

    /// <summary>The fields of a list, each turned into something.</summary>
    public T[] Items<T>(Func<Field, T> read) => Items(read, static _ => true);

    /// <summary>The fields of a list with their places, each turned into something.</summary>
    public T[] Items<T>(Func<Field, int, T> read)
    {
        int index = 0;
        return Items(item => read(item, index++));
    }

    private T[] Items<T>(Func<Field, T> read, Func<T, bool> keep)
    {
        if (!Is(JsonValueKind.Array, "list"))
            return [];
        var items = new T[_element.GetArrayLength()];
        int count = 0;
        foreach (JsonElement element in _element.EnumerateArray())
        {
            T item = read(new Field(element, _context, _name));
            if (keep(item))
                items[count++] = item;
        }

        return count == items.Length ? items : items[..count];
    }

    private bool Is(JsonValueKind kind, string expected)
    {
        if (_element.ValueKind == kind)
            return true;
        if (Exists)
            _context.NoteWrongType(_name, expected);
        return false;
    }

    private string Pooled(JsonElement element)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        if (!raw.Contains((byte)'\\'))
            return _context.Strings.Get(raw);
        try
        {
            return _context.Strings.Get(element.GetString());
        }
        catch (InvalidOperationException)
        {
            // A lone half of a surrogate pair (\ud800) is valid JSON, but no text.
            _context.NoteWrongType(_name, "text");
            return "";
        }
    }
}
