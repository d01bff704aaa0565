using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering.Flame;

/// <summary>A tree with values that a page shows: one profile, or the difference of two.</summary>
internal interface IFlameContent
{
    /// <summary>The functions that nodes name.</summary>
    IReadOnlyList<Frame> Functions { get; }

    /// <summary>Number of nodes; node 0 is the root.</summary>
    int NodeCount { get; }

    /// <summary>One node. They stand depth first: what a node calls follows it.</summary>
    FlameNode Node(int index);

    /// <summary>What the values measure.</summary>
    IReadOnlyList<FlameColumn> Columns { get; }

    /// <summary>The labels that tell rows apart.</summary>
    FlameLabels Labels { get; }

    /// <summary>Number of rows: values of stacks, each at the node in which it ends.</summary>
    int RowCount { get; }

    /// <summary>The node of a row.</summary>
    int NodeOf(int row);

    /// <summary>Index of a row's labels in <see cref="Labels"/>.</summary>
    int LabelsOf(int row);

    /// <summary>The values of a row, one for each column.</summary>
    ReadOnlySpan<long> ValuesOf(int row);
}
