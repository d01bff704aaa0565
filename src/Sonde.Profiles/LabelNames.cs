namespace Sonde.Profiles;

/// <summary>Names of the labels that Sonde's own collectors write and its renderers know.</summary>
public static class LabelNames
{
    /// <summary>Process ID as the host sees it (number).</summary>
    public const string ProcessId = "pid";

    /// <summary>Name of the process (text).</summary>
    public const string Process = "process";

    /// <summary>Thread ID as the host sees it (number).</summary>
    public const string ThreadId = "tid";

    /// <summary>Name of the thread (text).</summary>
    public const string Thread = "thread";

    /// <summary>Name of the asynchronous task that the thread ran (text).</summary>
    public const string Task = "task";

    /// <summary>What the thread was doing (text).</summary>
    public const string State = "state";

    /// <summary>Name of the thread that ended a wait, or what did in brackets (text).</summary>
    public const string Waker = "waker";

    /// <summary>Where Python and native frames could not be matched: what is missing (text).</summary>
    public const string Match = "match";

    /// <summary>Name or short ID of the container (text).</summary>
    public const string Container = "container";

    /// <summary>Name of the pod (text).</summary>
    public const string Pod = "pod";

    /// <summary>Name of the cluster's node (text).</summary>
    public const string Node = "node";

    /// <summary>Path of the control group (text).</summary>
    public const string Cgroup = "cgroup";

    /// <summary>Trace ID in lower-case hex (text).</summary>
    public const string TraceId = "trace_id";

    /// <summary>Span ID in lower-case hex (text).</summary>
    public const string SpanId = "span_id";

    /// <summary>In pprof files, which have no field for it: time since the profile's start (number, nanoseconds).</summary>
    public const string TimeOffset = "sonde.time_offset";
}
