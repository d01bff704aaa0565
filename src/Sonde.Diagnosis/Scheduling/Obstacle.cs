namespace Sonde.Diagnosis.Scheduling;

/// <summary>
/// Why a node refuses a pod. Of several obstacles that would each be enough to remove on some node, the later one in this
/// list is the cause: the earlier ones say which nodes were meant, the later ones what is wrong with those.
/// </summary>
internal enum Obstacle
{
    /// <summary>Node selector or node affinity.</summary>
    NodeSelector,

    /// <summary>A taint that pods do not tolerate.</summary>
    Taint,

    /// <summary>The pod asks for more than the empty node has.</summary>
    NodeTooSmall,

    /// <summary>Pod affinity, anti-affinity or topology spread.</summary>
    PodAffinity,

    /// <summary>A volume cannot be used there.</summary>
    Volume,

    /// <summary>A port of the node is taken.</summary>
    HostPort,

    /// <summary>Not enough is left.</summary>
    Resources,

    /// <summary>The node has too little memory, disk or process numbers.</summary>
    NodePressure,

    /// <summary>Somebody closed the node.</summary>
    NodeCordoned,

    /// <summary>The node does not work.</summary>
    NodeDown,
}
