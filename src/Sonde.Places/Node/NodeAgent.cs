namespace Sonde.Places.Node;

/// <summary>A pod of the node agent, which <c>sonde install</c> puts onto every node.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Node">The node whose processes it sees.</param>
/// <param name="Image">What it runs.</param>
public sealed record NodeAgent(string Pod, string Node, string Image);
