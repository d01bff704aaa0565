namespace Sonde.Diagnosis.Reading;

/// <summary>What the reading of objects shares: pooled texts, and what was wrong.</summary>
internal sealed class ReadContext
{
    private readonly List<string> _wrong = [];

    /// <summary>One copy of each text.</summary>
    public StringPool Strings { get; } = new();

    /// <summary>Notes a field whose type is not the one the API gives it.</summary>
    public void NoteWrongType(string field, string expected) => _wrong.Add($"{field} is no {expected}");

    /// <summary>What was noted since the last call, as one phrase; empty for nothing.</summary>
    public string TakeWrong()
    {
        if (_wrong.Count == 0)
            return "";
        string text = string.Join(", ", _wrong.Distinct().Take(3));
        _wrong.Clear();
        return text;
    }
}
