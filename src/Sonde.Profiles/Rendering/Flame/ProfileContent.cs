using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering.Flame;

/// <summary>One profile.</summary>
internal sealed class ProfileContent(CallTree tree) : IFlameContent
{
    private readonly Profile _profile = tree.Profile;

    /// <inheritdoc/>
    public IReadOnlyList<Frame> Functions => tree.Frames.Functions;

    /// <inheritdoc/>
    public int NodeCount => tree.Nodes.Length;

    /// <inheritdoc/>
    public IReadOnlyList<FlameColumn> Columns { get; } =
        [.. tree.Profile.SampleTypes.Select(type => new FlameColumn(Headline.Noun(type), type.Unit))];

    /// <inheritdoc/>
    public FlameLabels Labels { get; } = new(tree.Profile);

    /// <inheritdoc/>
    public int RowCount => _profile.SampleCount;

    /// <inheritdoc/>
    public FlameNode Node(int index)
    {
        ref readonly CallTreeNode node = ref tree.Nodes[index];
        return new FlameNode(node.Function, node.Line, node.Depth);
    }

    /// <inheritdoc/>
    public int NodeOf(int row) => tree.NodeOf(row);

    /// <inheritdoc/>
    public int LabelsOf(int row) => Labels.IndexOf(_profile.LabelsOf(row));

    /// <inheritdoc/>
    public ReadOnlySpan<long> ValuesOf(int row) => _profile.ValuesOf(row);
}
