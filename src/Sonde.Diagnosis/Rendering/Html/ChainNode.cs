using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rendering.Html;

/// <summary>A box of a chain's drawing.</summary>
/// <param name="Subject">The object; null for the box that stands for those that are not drawn.</param>
/// <param name="Title">What is wrong with it.</param>
/// <param name="Via">What ties it to the box it comes from.</param>
/// <param name="Depth">How many steps it is from the cause.</param>
internal sealed record ChainNode(ObjectRef? Subject, string Title, string Via, int Depth)
{
    /// <summary>Boxes that come from it.</summary>
    public List<ChainNode> Children { get; } = [];

    /// <summary>Its row, counted in boxes; between two rows where it stands in the middle of its children.</summary>
    public double Row { get; set; }
}
