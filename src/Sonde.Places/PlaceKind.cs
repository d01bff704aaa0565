namespace Sonde.Places;

/// <summary>Kinds of places beside a pod (<c>--place</c>).</summary>
public enum PlaceKind
{
    /// <summary>The first that is to be had: a node agent, else an ephemeral container.</summary>
    Auto,

    /// <summary>The node agent that <c>sonde install</c> has put onto the node.</summary>
    Agent,

    /// <summary>A container that is added to the pod.</summary>
    Ephemeral,

    /// <summary>A privileged pod on the node, removed afterwards.</summary>
    Node,
}
