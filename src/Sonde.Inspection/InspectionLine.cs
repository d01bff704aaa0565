namespace Sonde.Inspection;

/// <summary>One line of the screen: numbers, what they mean, and why.</summary>
public sealed record InspectionLine
{
    /// <summary>What it is about, the first word of the line.</summary>
    public required string Name { get; init; }

    /// <summary>The figures for people.</summary>
    public required string Text { get; init; }

    /// <summary>Which time it speaks of.</summary>
    public LineSpan Span { get; init; }

    /// <summary>What it means.</summary>
    public Judgement Judgement { get; init; }

    /// <summary>Why it is judged so, or what the figure means; empty when the figure speaks for itself.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The figures for programs.</summary>
    public IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>How far it is indented: 0 for a line of its own, more for a part of the line above it.</summary>
    public int Depth { get; init; }

    /// <summary>What the screen's first line says when this is the worst of it; empty for a line that never is.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Among lines of the same judgement, the highest gives the answer.</summary>
    public int Weight { get; init; }
}
