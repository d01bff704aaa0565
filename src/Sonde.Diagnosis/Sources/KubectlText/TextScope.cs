namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Where the reading of one text puts what it finds.</summary>
/// <param name="now">When the text was printed.</param>
internal sealed class TextScope(DateTimeOffset now)
{
    private readonly List<TextPiece> _pieces = [];
    private readonly List<TextEvent> _events = [];
    private int _section;

    /// <summary>When the text was printed.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>Pieces of objects, in the order of the text.</summary>
    public IReadOnlyList<TextPiece> Pieces => _pieces;

    /// <summary>Events, in the order of the text.</summary>
    public IReadOnlyList<TextEvent> Events => _events;

    /// <summary>Begins another part of the text.</summary>
    /// <param name="number">Its number, of all parts of all texts.</param>
    public void Begin(int number) => _section = number;

    /// <summary>Begins a piece.</summary>
    public TextPiece Piece(string kind, string? space, string name, TextRank rank)
    {
        var piece = new TextPiece(kind, space, name, rank, Now);
        _pieces.Add(piece);
        return piece;
    }

    /// <summary>Adds an event.</summary>
    public void Add(TextEvent seen) => _events.Add(seen with { Section = _section });
}
