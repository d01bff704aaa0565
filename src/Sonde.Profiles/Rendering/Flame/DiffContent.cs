using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering.Flame;

/// <summary>The difference of two profiles: column 0 is the base, column 1 the new one. It has no labels.</summary>
internal sealed class DiffContent : IFlameContent
{
    /// <summary>A node whose change is within chance.</summary>
    public const int WithinChance = 1;

    private readonly ProfileDiff _diff;
    private readonly long[] _values;

    public DiffContent(ProfileDiff diff)
    {
        _diff = diff;
        var column = new FlameColumn(Headline.Noun(diff.SampleType), diff.SampleType.Unit);
        Columns = [column, column];
        _values = new long[2 * diff.Nodes.Length];
        for (int i = 0; i < diff.Nodes.Length; i++)
            (_values[2 * i], _values[(2 * i) + 1]) = (diff.Nodes[i].BaseSelf, diff.Nodes[i].NewSelf);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Frame> Functions => _diff.Frames;

    /// <inheritdoc/>
    public int NodeCount => _diff.Nodes.Length;

    /// <inheritdoc/>
    public IReadOnlyList<FlameColumn> Columns { get; }

    /// <inheritdoc/>
    public FlameLabels Labels { get; } = new();

    /// <inheritdoc/>
    public int RowCount => _diff.Nodes.Length;

    /// <inheritdoc/>
    public FlameNode Node(int index)
    {
        ref readonly DiffNode node = ref _diff.Nodes[index];
        int mark = node.Verdict == DiffVerdict.Noise ? WithinChance : 0;
        return new FlameNode(node.Function, 0, node.Depth, mark);
    }

    /// <inheritdoc/>
    public int NodeOf(int row) => row;

    /// <inheritdoc/>
    public int LabelsOf(int row) => 0;

    /// <inheritdoc/>
    public ReadOnlySpan<long> ValuesOf(int row) => _values.AsSpan(2 * row, 2);
}
