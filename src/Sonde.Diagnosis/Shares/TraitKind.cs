namespace Sonde.Diagnosis.Shares;

/// <summary>What pods or requests may have in common. Of two that the same ones have, the first of these is named.</summary>
public enum TraitKind
{
    /// <summary>One pod served the requests.</summary>
    Pod,

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

    /// <summary>The requests asked for one path by one method.</summary>
    Route,

    /// <summary>The requests asked for one path.</summary>
    Path,

    /// <summary>The requests were for one of the proxy's backends.</summary>
    Backend,

    /// <summary>The requests asked for one host.</summary>
    Host,

    /// <summary>The requests came through one pod of the proxy.</summary>
    Proxy,

    /// <summary>The requests came from one client.</summary>
    Client,

    /// <summary>The requests had one method.</summary>
    Method,

    /// <summary>They were made at or after an instant.</summary>
    CreatedSince,

    /// <summary>They were made before an instant.</summary>
    CreatedBefore,
}
