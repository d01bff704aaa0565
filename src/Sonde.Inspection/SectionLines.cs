namespace Sonde.Inspection;

/// <summary>Takes what one section has to say.</summary>
public sealed class SectionLines
{
    private readonly List<InspectionLine> _lines = [];
    private readonly List<string> _unseen = [];

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<InspectionLine> Lines => _lines;

    /// <summary>What could not be seen, and which right or kernel feature is missing.</summary>
    public IReadOnlyList<string> Unseen => _unseen;

    /// <summary>Adds a line.</summary>
    public void Add(InspectionLine line) => _lines.Add(line);

    /// <summary>Says what could not be seen and why; said once.</summary>
    public void AddUnseen(string what)
    {
        if (!_unseen.Contains(what))
            _unseen.Add(what);
    }
}
