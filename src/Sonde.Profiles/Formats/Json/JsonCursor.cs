using System.Text.Json;

namespace Sonde.Profiles.Formats.Json;

/// <summary>
/// Reads a JSON text forward, without building a tree of it. Everything that is not as expected becomes a
/// <see cref="ProfileFormatException"/> with the byte offset and what was expected.
/// </summary>
internal ref struct JsonCursor
{
    private readonly int _bom;
    private Utf8JsonReader _reader;

    /// <summary>Starts before the first token.</summary>
    public JsonCursor(ReadOnlySpan<byte> data)
    {
        // A byte order mark is no JSON, but some editors write it.
        _bom = data.StartsWith(Bom) ? Bom.Length : 0;
        _reader = new Utf8JsonReader(data[_bom..]);
    }

    private static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    /// <summary>Offset in the file of the current token.</summary>
    public readonly long Offset => _reader.TokenStartIndex + _bom;

    /// <summary>The kind of the current token.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>Moves to the next token.</summary>
    public void Read(string expected)
    {
        try
        {
            if (_reader.Read())
                return;
        }
        catch (JsonException)
        {
            throw new ProfileFormatException($"expected {expected}", _reader.BytesConsumed + _bom);
        }

        throw new ProfileFormatException($"expected {expected}, the file ends", _reader.BytesConsumed + _bom);
    }

    /// <summary>Moves to the next token, which has to start an object.</summary>
    public void StartObject(string what)
    {
        Read($"{what}: an object");
        Expect(JsonTokenType.StartObject, $"{what}: an object");
    }

    /// <summary>Moves to the next token, which has to start an array.</summary>
    public void StartArray(string what)
    {
        Read($"{what}: an array");
        Expect(JsonTokenType.StartArray, $"{what}: an array");
    }

    /// <summary>Moves to the next property of the object; false at its end. Its value then has to be read or skipped.</summary>
    public bool NextProperty()
    {
        Read("a property");
        return Token != JsonTokenType.EndObject;
    }

    /// <summary>Moves to the next item of the array, which is then the current token; false at its end.</summary>
    public bool NextItem()
    {
        Read("an item or the end of the array");
        return Token != JsonTokenType.EndArray;
    }

    /// <summary>True when the current property has this name.</summary>
    public readonly bool IsNamed(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name);

    /// <summary>Steps over the value of the current property.</summary>
    public void Skip()
    {
        Read("a value");
        SkipCurrent();
    }

    /// <summary>Steps over the current token and, where it starts something, to its end.</summary>
    public void SkipCurrent()
    {
        try
        {
            _reader.Skip();
        }
        catch (JsonException)
        {
            throw new ProfileFormatException("expected a JSON value", _reader.BytesConsumed + _bom);
        }
    }

    /// <summary>The text of the current property; a null is empty.</summary>
    public string Text(string what)
    {
        Read($"{what}: a text");
        return CurrentText(what);
    }

    /// <summary>The current token as text; a null is empty.</summary>
    public readonly string CurrentText(string what)
    {
        if (Token == JsonTokenType.Null)
            return "";
        Expect(JsonTokenType.String, $"{what}: a text");
        try
        {
            return _reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw new ProfileFormatException($"expected {what}: a text of valid Unicode", Offset);
        }
    }

    /// <summary>The number of the current property.</summary>
    public decimal Number(string what)
    {
        Read($"{what}: a number");
        return CurrentNumber(what);
    }

    /// <summary>The current token as a number.</summary>
    public readonly decimal CurrentNumber(string what)
    {
        Expect(JsonTokenType.Number, $"{what}: a number");
        return _reader.TryGetDecimal(out decimal value)
            ? value
            : throw new ProfileFormatException($"expected {what}: a number of at most 28 digits", Offset);
    }

    /// <summary>The whole number of the current property; a null is 0.</summary>
    public int Integer(string what)
    {
        Read($"{what}: a whole number");
        return Token == JsonTokenType.Null ? 0 : CurrentInteger(what);
    }

    /// <summary>The current token as a whole number.</summary>
    public readonly int CurrentInteger(string what)
    {
        Expect(JsonTokenType.Number, $"{what}: a whole number");
        return _reader.TryGetInt32(out int value)
            ? value
            : throw new ProfileFormatException($"expected {what}: a whole number below 2^31", Offset);
    }

    /// <summary>Fails unless the current token is of a kind.</summary>
    public readonly void Expect(JsonTokenType token, string expected)
    {
        if (Token != token)
            throw new ProfileFormatException($"expected {expected}", Offset);
    }

    /// <summary>Fails unless nothing but white space follows.</summary>
    public void End()
    {
        try
        {
            if (!_reader.Read())
                return;
        }
        catch (JsonException)
        {
            throw new ProfileFormatException("expected the end of the file", _reader.BytesConsumed + _bom);
        }

        throw new ProfileFormatException("expected the end of the file", Offset);
    }
}
