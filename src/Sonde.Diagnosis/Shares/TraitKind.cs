namespace Sonde.Diagnosis.Shares;

/// <summary>What pods may have in common. Of two that the same pods have, the first of these is named.</summary>
public enum TraitKind
{
    /// <summary>They run on one node.</summary>
    Node,

    /// <summary>They were made from one template of a workload.</summary>
    Revision,

    /// <summary>They belong to one workload.</summary>
    Owner,

    /// <summary>They run the same image.</summary>
    Image,

    /// <summary>Their nodes are in one zone (<c>topology.kubernetes.io/zone</c>).</summary>
    Zone,

    /// <summary>They name the same Service as a host.</summary>
    Calls,

    /// <summary>They are in one namespace.</summary>
    Namespace,

    /// <summary>They have the same label.</summary>
    Label,

    /// <summary>Their nodes have the same label.</summary>
    NodeLabel,

    /// <summary>They were made at or after an instant.</summary>
    CreatedSince,

    /// <summary>They were made before an instant.</summary>
    CreatedBefore,
}
